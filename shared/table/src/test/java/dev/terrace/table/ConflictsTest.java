package dev.terrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

class ConflictsTest {
    @Test
    void what_met_a_transaction_is_tried_again() {
        var outcomes = List.<RuntimeException>of(
                        TransactionConflictException.builder().build(), cancelled("None", "TransactionConflict"))
                .iterator();

        assertThat(Conflicts.retried(() -> failing(outcomes))).isEqualTo("done");
        assertThat(outcomes.hasNext()).isFalse();
    }

    @Test
    void a_condition_that_does_not_hold_is_no_conflict() {
        var failed = cancelled("ConditionalCheckFailed", "None");
        var outcomes = List.<RuntimeException>of(failed).iterator();

        assertThatThrownBy(() -> Conflicts.retried(() -> failing(outcomes))).isSameAs(failed);

        var refused = ConditionalCheckFailedException.builder().build();
        var others = List.<RuntimeException>of(refused).iterator();
        assertThatThrownBy(() -> Conflicts.retried(() -> failing(others))).isSameAs(refused);
    }

    @Test
    void a_conflict_that_does_not_end_is_told() {
        var outcomes = Stream.generate(() -> cancelled("TransactionConflict")).iterator();

        assertThatThrownBy(() -> Conflicts.retried(() -> failing(outcomes)))
                .isInstanceOf(TransactionCanceledException.class);
    }

    private static String failing(Iterator<? extends RuntimeException> outcomes) {
        if (outcomes.hasNext()) {
            throw outcomes.next();
        }
        return "done";
    }

    private static RuntimeException cancelled(String... codes) {
        return TransactionCanceledException.builder()
                .cancellationReasons(Stream.of(codes)
                        .map(code -> CancellationReason.builder().code(code).build())
                        .toList())
                .build();
    }
}
