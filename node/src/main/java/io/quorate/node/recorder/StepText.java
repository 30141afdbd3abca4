package io.quorate.node.recorder;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Vote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A step in words. */
final class StepText {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private StepText() {}

    static String of(Step step) {
        List<String> lines = new ArrayList<>();
        lines.add(Instant.ofEpochMilli(step.time().millis()).toString());
        if (!step.recovered().isEmpty()) {
            lines.add("starts with " + step.recovered().size() + " journal entries");
        }
        step.inputs().forEach(input -> lines.add(words(input)));
        step.timers().forEach(timer -> lines.add("timer " + words(timer)));
        if (!step.signatures().isEmpty()) {
            lines.add("signs " + step.signatures().size() + " times");
        }
        lines.add("-> " + step.end());
        // What peers and exceptions say is printed as text only.
        lines.replaceAll(line -> CONTROL.matcher(line).replaceAll("?"));
        return String.join("\n    ", lines);
    }

    private static String words(Timer timer) {
        String name = timer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return timer instanceof Timer.OfRound of ? name + " " + of.round() : name;
    }

    private static String words(Input input) {
        if (input instanceof Input.Received received) {
            return received.from().shortText() + " sends " + words(received.message());
        }
        if (input instanceof Input.Submitted submitted) {
            return "a client submits "
                    + submitted.transactions().stream()
                            .map(transaction -> transaction.value().id().toString())
                            .collect(Collectors.joining(", "));
        }
        if (input instanceof Input.Connected connected) {
            return connected.peer().shortText() + " connects";
        }
        if (input instanceof Input.Disconnected disconnected) {
            return disconnected.peer().shortText() + " is gone";
        }
        Input.Faulty faulty = (Input.Faulty) input;
        return faulty.from().shortText() + " is at fault: " + faulty.fault() + ", " + faulty.reason();
    }

    private static String words(Message message) {
        if (message instanceof Message.CastVote cast) {
            return words(cast.vote());
        }
        if (message instanceof Message.Propose propose) {
            return "a proposal for " + propose.proposal().round() + ": "
                    + propose.proposal().block();
        }
        if (message instanceof Message.Certify certify) {
            return "a certificate: " + certify.certificate().subject();
        }
        if (message instanceof Message.Pass pass) {
            return pass.transactions().size() + " transactions";
        }
        if (message instanceof Message.Report report) {
            return "its status, view " + report.status().round();
        }
        if (message instanceof Message.Deliver deliver) {
            return deliver.block().toString();
        }
        return message.toString();
    }

    private static String words(Vote vote) {
        return "a vote of " + vote.validator() + ": " + vote.subject();
    }
}
