package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is signed is what was written: whatever is not quite an operation is an error, before anybody is asked anything. */
class SendCommandTest {
    @TempDir
    Path directory = Path.of("");

    private Ran send(String operations) throws IOException {
        Path file = Files.writeString(directory.resolve("operations.json"), operations);
        return Ran.of("send", file.toString(), "--rpc", "http://127.0.0.1:1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"operation":"registerInstance","instanceId":"a","colour":"red"}                | registerInstance has no "colour"
            {"operation":"castVote","instanceId":"a","decision":"d","value":"v","nonce":"0"} | castVote has no "nonce"
            {"operation":"openDecision","decision":"d","commitDeadlineMillis":5}            | openDecision has no "commitDeadlineMillis"
            {"operation":"registerInstance"}                                                | an operation lacks the text "instanceId"
            {"instanceId":"a"}                                                              | an operation lacks the text "operation"
            {"operation":"openDecision","decision":"d","ballot":"secret"}                   | openDecision: "commitDeadlineMillis" is missing
            [1]                                                                             | an operation lacks the text "operation"
            "registerInstance"                                                              | an operation lacks the text "operation"
            {"operation":"registerInstance","instanceId":7}                                 | an operation lacks the text "instanceId"
            {"operation":"putValue","key":"k","value":"v","absent":"true"}                  | putValue: "absent" is true or false, not "true"
            {"operation":"putValue","key":"k","value":"v","expected":null}                  | putValue: "expected" is a text, not null
            {"operation":"castVote","instanceId":"a","decision":"d","value":"v","totalInstances":"3"} | castVote: "totalInstances" is a whole number, not "3"
            {"operation":"castVote","instanceId":"a","decision":"d","value":"v","totalInstances":3.5} | castVote: "totalInstances" is a whole number, not 3.5
            {"operation":"castVote","instanceId":"a","decision":"d","value":"v","totalInstances":4294967299} | castVote: "totalInstances" is a whole number, not 4294967299
            {"operation":"openDecision","decision":"d","instances":"a"}                     | openDecision: "instances" is a list, not "a"
            {"operation":"openDecision","decision":"d","instances":["a",2]}                 | openDecision: "instances" is a list of texts, not 2
            {"operation":"openDecision","decision":"d","quorum":"MAJORITY"}                 | openDecision: "quorum" can't be "MAJORITY"
            {"operation":"commitBallot","instanceId":"a","decision":"d","commitment":"xy"}  | commitBallot: "commitment" is hexadecimal, not "xy"
            {"operation":"fly"}                                                             | there is no operation "fly": it is one of registerInstance
            {"operation":"registerInstance","instanceId":"a","instanceId":"b"}              | is not JSON: Duplicate field 'instanceId'
            [{"operation":"pruneDecision","decision":"d","decision":"d"}]                   | is not JSON: Duplicate field 'decision'
            {"operation":"leave"                                                            | is not JSON
            {"operation":"pruneDecision","decision":"d"} {}                                 | is not JSON
            []                                                                              | holds no operation
            """)
    void whatIsNotQuiteAnOperationIsOneLineAndStatus2(String operations, String said) throws IOException {
        Ran ran = send(operations);

        assertThat(ran.err().lines()).as(ran.toString()).hasSize(1);
        assertThat(ran.err()).contains(said);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.status()).isEqualTo(2);
    }
}
