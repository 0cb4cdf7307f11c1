package dev.terrace.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Declaration;
import dev.terrace.aws.Home;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Layer;
import dev.terrace.platform.LayerName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the layer declares; the golden file is to be read as a diff when it changes. */
class SecurityLayerTest {
    private static final Home HOME = new Home("aws", "us-east-1", "111122223333");

    private static Layer declared(String document) {
        return Declaration.of(
                LayerName.SECURITY,
                Documents.platform(document),
                (platform, layer) -> SecurityLayer.declare(HOME, platform, layer));
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_document_is_declared_as_in_its_golden_file(String document) {
        Declaration.assertMatches(getClass(), document, declared(document));
    }

    @Test
    void keys_and_roles_that_no_layer_will_ask_for_are_not_declared() {
        assertThat(declared("status-page-sad").specs()).containsKey("flow-logs-role");
        assertThat(declared("task-manager").specs()).doesNotContainKey("flow-logs-role");
    }

    @Test
    void every_key_can_still_be_managed_by_the_account() {
        assertThat(declared("task-manager").specs().values())
                .filteredOn(KmsKey.class::isInstance)
                .hasSize(3)
                .allSatisfy(key -> assertThat(((KmsKey) key).keyPolicy().text())
                        .contains("arn:aws:iam::111122223333:root", "kms:Put*", "kms:ScheduleKeyDeletion"));
    }
}
