package dev.terrace.data;

import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.Key;
import dev.terrace.engine.Result;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rds.RdsClient;

/** What the types of RDS have in common: names that are made of the keys, and ARNs that are made of the names. */
final class RdsType {
    private RdsType() {}

    /**
     * A type of what RDS lists without its tags. These are asked for only where the name in RDS can be one of the platform's: another
     * platform's name may begin in the same way.
     *
     * @param kind of the resource in its ARN, {@code pg}
     */
    static <M extends SdkPojo, S extends Record> PlainType<M, S> of(
            SpecReader<M, S> reader,
            RdsClient rds,
            Home home,
            String kind,
            Function<M, String> name,
            Function<M, String> arn) {
        return PlainType.of(reader)
                .name((owner, model) -> Optional.of(name.apply(model))
                        .filter(its -> its.startsWith(owner.platform() + "-"))
                        .flatMap(its -> Tags.nameFor(owner, tags(rds, arn.apply(model)), its)))
                .id(name)
                .attribute("Arn", arn)
                .foreseen((key, _) -> new Result.Output(key.physicalName(), Map.of("Arn", arn(home, kind, key))))
                .taken((key, _) -> Optional.of(tags(rds, arn(home, kind, key))));
    }

    static String arn(Home home, String kind, Key key) {
        return home.arn("rds", kind + ":" + key.physicalName());
    }

    private static Map<String, String> tags(RdsClient rds, String arn) {
        return ModelTags.of(rds.listTagsForResource(request -> request.resourceName(arn)));
    }
}
