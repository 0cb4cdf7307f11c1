package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Declaration;
import dev.terrace.aws.Home;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Layer;
import dev.terrace.mapping.Completeness;
import dev.terrace.platform.LayerName;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the layer declares; the golden file is to be read as a diff when it changes. */
class DataLayerTest {
    private static Layer declared(String document) {
        return Declaration.of(LayerName.DATA, Documents.platform(document), DataLayer::declare);
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_document_is_declared_as_in_its_golden_file(String document) {
        Declaration.assertMatches(getClass(), document, declared(document));
    }

    @ParameterizedTest
    @CsvSource({"15, true", "15.5+, true", "15.5, false"})
    void rds_may_move_to_newer_minor_versions_unless_just_one_is_wanted(String wish, boolean moves) {
        var platform = Documents.platform(Documents.TASK_MANAGER, "version: \"15.5+\"", "version: \"" + wish + "\"");
        var database = (DbInstance) Declaration.of(LayerName.DATA, platform, DataLayer::declare)
                .specs()
                .get("postgres");

        assertThat(database.autoMinorVersionUpgrade()).isEqualTo(moves);
    }

    @Test
    void every_component_of_every_type_is_mapped_or_says_that_it_is_not() {
        var home = new Home("aws", "us-east-1", "111122223333");
        var types = DataLayer.types(home, null, null, Documents.platform(Documents.TASK_MANAGER), Clock.systemUTC());

        Completeness.assertComplete(types);
    }
}
