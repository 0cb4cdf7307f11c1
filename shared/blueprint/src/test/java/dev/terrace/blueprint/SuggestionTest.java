package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    @ParameterizedTest
    @CsvSource({
        "regoin,region",
        "zonse,zones",
        "KMS,kms",
        "replica,replicas",
        "addOns,addons",
        "minAvailble,minAvailable"
    })
    void is_the_word_that_was_meant(String word, String known) {
        assertThat(Suggestion.of(word, List.of("platform", known))).isEqualTo("Did you mean %s?", known);
    }

    /** To follow it would be to ask for something else, and nobody would refuse it. */
    @ParameterizedTest
    @CsvSource({
        "maxUnavailable,minAvailable",
        "minReplicas,maxReplicas",
        "minStorageGib,maxStorageGib",
        "min,max",
        "one,none",
        "'',a",
        "natGateway,nat"
    })
    void is_no_word_that_is_near_and_means_something_else(String word, String known) {
        assertThat(Suggestion.of(word, List.of(known))).isEmpty();
    }
}
