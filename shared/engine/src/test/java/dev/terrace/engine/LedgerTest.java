package dev.terrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Duration POLL = Duration.ofSeconds(10);

    private final Ledger ledger = new Ledger(POLL, FakeCloud.NONE);

    private void fail(Problem.Category category, String code) {
        ledger.attempt("shop/box", true, () -> {
            throw new ProblemException(new Problem(code, category, "", code + ".", ""));
        });
    }

    @Test
    void what_is_waited_for_is_told_in_the_same_order_whichever_step_came_first() {
        ledger.pending("shop/net");
        fail(Problem.Category.RETRYABLE, "Later");
        fail(Problem.Category.RETRYABLE, "Busy");

        assertThat(ledger.outcome())
                .isEqualTo(new Outcome.Pending(
                        List.of("shop/box: Busy.", "shop/box: Later.", "shop/net"),
                        List.of("shop/box: Busy.", "shop/box: Later."),
                        POLL));
    }

    @Test
    void the_next_look_is_when_the_first_of_all_is_worth_one() {
        ledger.pending("shop/net", Duration.ofSeconds(3));
        ledger.pending("shop/box", Duration.ofSeconds(1));
        ledger.pending("shop/lid", Duration.ofMinutes(1));

        assertThat(ledger.outcome())
                .isEqualTo(new Outcome.Pending(List.of("shop/box", "shop/lid", "shop/net"), Duration.ofSeconds(1)));
    }

    @Test
    void what_failed_is_the_outcome_whatever_else_is_waited_for() {
        fail(Problem.Category.USER, "Wrong");
        fail(Problem.Category.RETRYABLE, "Busy");

        assertThat(ledger.isClear()).isFalse();
        assertThat(ledger.outcome())
                .isEqualTo(new Outcome.Failed(List.of(Problem.user("Wrong", "shop/box", "Wrong.", ""))));
    }

    @Test
    void a_fault_is_thrown_on_and_is_nothing_to_wait_for() {
        assertThatThrownBy(() -> ledger.attempt("shop/box", true, () -> {
                    throw new IllegalStateException("a fault");
                }))
                .hasMessage("a fault");

        assertThat(ledger.isClear()).isTrue();
        assertThat(ledger.outcome()).isEqualTo(new Outcome.Done());
    }
}
