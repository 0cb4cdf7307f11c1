package dev.terrace.blueprint;

import java.util.stream.Stream;

/** What variables may refer to, for tests of those who say what it stands for. */
public final class KnownReferences {
    /** A platform that has all that there is to refer to; of its application {@code shop}, the component {@code web} has a variable. */
    private static final String EVERYTHING = """
            platform: shop
            region: us-east-1
            data:
              postgres: { readReplicas: 1 }
              redis: true
              buckets: { assets: true }
              files: { uploads: true }
            secrets:
              django: { generate: { SECRET_KEY: true } }
              smtp: { external: shop/smtp }
            applications:
              shop:
                components: { web: { port: 80, env: { IT: "%s" } }, api: { port: 81 } }
                ingress: { host: shop.example.com, paths: { /: web } }
              other:
                components: { admin: { port: 82 } }
            """;

    private KnownReferences() {}

    /** Those that some layer builds, as {@code postgres.host}. */
    public static Stream<String> built() {
        var schema = BlueprintSchema.load();
        var whole =
                Completion.of(YamlSource.parse(blueprint("")).tree(), schema).whole();
        return References.of(whole).get("shop").built(schema);
    }

    /** What references may begin with on that platform. */
    static Stream<String> heads() {
        var whole = Completion.of(YamlSource.parse(blueprint("")).tree(), BlueprintSchema.load())
                .whole();
        return References.of(whole).get("shop").heads();
    }

    /** A blueprint whose variable {@code IT} of {@code web} has a value. */
    public static String blueprint(String value) {
        return EVERYTHING.formatted(value);
    }
}
