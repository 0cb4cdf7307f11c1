package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Ref;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AwsLayerFunctionTest {
    @AwsType("Fake::Thing")
    record Thing(String users, String ours) {}

    @Test
    void what_users_wrote_is_no_reference_whatever_it_looks_like() throws Exception {
        var sample = Files.readString(Path.of("../../events/platform.json"));
        var platform = JsonMapper.shared()
                .readValue(sample.replace("\"app\"", "\"${network/vpc} and ${!network/vpc}\""), Platform.class);
        assertThat(platform.postgres().database()).startsWith("${network/vpc}");

        var layer = AwsLayerFunction.wanted(
                new LayerTask(
                        platform, LayerName.DATA, Mode.APPLY, Direction.FORWARDS, Map.of(), Set.of(), Mandate.PLAIN),
                (users, declared) -> declared.add(
                        "thing", new Thing(users.postgres().database(), new Ref("network", "subnet").ref())));

        assertThat(layer.imports()).containsExactly("network/subnet");
    }
}
