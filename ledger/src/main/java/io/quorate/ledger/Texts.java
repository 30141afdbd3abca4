package io.quorate.ledger;

import io.quorate.ledger.state.RecordWriter;

/** The limits of the texts in operations. Each check gives the text back, or throws IllegalArgumentException. */
final class Texts {
    /** Length of an account's key, in bytes. */
    static final int ACCOUNT_BYTES = 32;

    private Texts() {}

    // ledger.md, Transactions: an instance id is 1-64 of [A-Za-z0-9._-]
    static String instanceId(String id) {
        return id("an instance id", id);
    }

    static String validatorName(String name) {
        return id("the name of a validator", name);
    }

    private static String id(String what, String id) {
        boolean fits = !id.isEmpty() && id.length() <= Operation.MAX_INSTANCE_ID_CHARACTERS;
        if (!fits || !id.chars().allMatch(Texts::isInstanceIdCharacter)) {
            throw new IllegalArgumentException(what + " is 1 to " + Operation.MAX_INSTANCE_ID_CHARACTERS
                    + " of the characters A-Z, a-z, 0-9, '.', '_' and '-'");
        }
        return id;
    }

    private static boolean isInstanceIdCharacter(int c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    // ledger.md, Decisions: a topic is 1-128 characters
    static String topic(String topic) {
        int characters = topic.codePointCount(0, topic.length());
        if (characters < 1 || characters > Operation.MAX_TOPIC_CHARACTERS || hasControls(topic)) {
            throw new IllegalArgumentException("a decision's topic is 1 to " + Operation.MAX_TOPIC_CHARACTERS
                    + " characters, none of them a control character");
        }
        RecordWriter.utf8(topic);
        return topic;
    }

    static String voteValue(String value) {
        int length = RecordWriter.utf8(value).length;
        if (length < 1 || length > Operation.MAX_VOTE_BYTES) {
            throw new IllegalArgumentException(
                    "a vote's value is 1 to " + Operation.MAX_VOTE_BYTES + " bytes, not " + length);
        }
        return value;
    }

    static String key(String key) {
        int length = RecordWriter.utf8(key).length;
        if (length < 1 || length > Operation.MAX_KEY_BYTES || hasControls(key)) {
            throw new IllegalArgumentException(
                    "a key is 1 to " + Operation.MAX_KEY_BYTES + " bytes, none of them a control character");
        }
        return key;
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
