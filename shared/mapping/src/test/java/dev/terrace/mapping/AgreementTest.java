package dev.terrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Property;
import dev.terrace.engine.WriteOnly;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AgreementTest {
    private static final String SCHEMA = """
            {"properties": {"Engine": {}, "DBName": {}, "Password": {}, "Scaling": {"$ref": "#/definitions/Scaling"},
                            "Taints": {"type": "array", "items": {"$ref": "#/definitions/Taint"}}},
             "definitions": {"Scaling": {"properties": {"Max": {}}}, "Taint": {"properties": {"Key": {}}}},
             "createOnlyProperties": ["/properties/DBName", "/properties/Taints/*/Key"],
             "conditionalCreateOnlyProperties": ["/properties/Engine"],
             "writeOnlyProperties": ["/properties/Password"]}
            """;

    private static List<String> differences(Class<? extends Record> spec) {
        return Agreement.differences(spec, JsonMapper.shared().readTree(SCHEMA));
    }

    @Test
    void a_spec_that_says_what_the_schema_says_does_not_differ() {
        record Scaling(int max) {}
        record Taint(@CreateOnly String key) {}
        record Database(
                @CreateOnly String engine,
                @CreateOnly @Property("DBName") String name,
                @WriteOnly String password,
                Scaling scaling,
                List<Taint> taints) {}

        assertThat(differences(Database.class)).isEmpty();
    }

    @Test
    void every_other_name_and_every_other_nature_is_told_however_deep() {
        record Scaling(int most) {}
        record Taint(String key) {}
        record Database(
                @Property("DBName") String name,
                String password,
                @CreateOnly Scaling scaling,
                List<Taint> taints,
                String dbName) {}

        assertThat(differences(Database.class))
                .containsExactly(
                        "/DBName is @CreateOnly there alone",
                        "/Password is @WriteOnly there alone",
                        "/Scaling is @CreateOnly here alone",
                        "/Scaling/Most is published under no such name",
                        "/Taints/*/Key is @CreateOnly there alone",
                        "/DbName is published under no such name");
    }
}
