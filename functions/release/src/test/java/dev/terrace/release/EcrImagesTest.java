package dev.terrace.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Priming;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecr.EcrClient;

class EcrImagesTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            IMMUTABLE_WITH_EXCLUSION, latest,        true
            IMMUTABLE_WITH_EXCLUSION, latest-arm64,  false
            IMMUTABLE_WITH_EXCLUSION, 1.4.2,         false
            IMMUTABLE_WITH_EXCLUSION, 1.4-rc,        true
            IMMUTABLE_WITH_EXCLUSION, 1.4-rc2,       false
            IMMUTABLE_WITH_EXCLUSION, 1x4-rc,        false
            IMMUTABLE,                latest,        false
            MUTABLE,                  latest,        false
            """)
    void a_tag_is_no_version_where_the_repository_lets_it_move_and_others_not(
            String mutability, String tag, boolean mayMove) {
        var ecr = new EcrImages(Priming.client(EcrClient.builder(), """
                {"repositories": [{"repositoryArn": "arn", "createdAt": 0, "imageTagMutability": "%s", "imageTagMutabilityExclusionFilters": [
                   {"filterType": "WILDCARD", "filter": "latest"}, {"filterType": "WILDCARD", "filter": "1.*-rc"}]}]}""".formatted(mutability)));

        assertThat(ecr.repository("web").orElseThrow().mayMove(tag)).isEqualTo(mayMove);
    }
}
