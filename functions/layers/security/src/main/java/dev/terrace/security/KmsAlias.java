package dev.terrace.security;

import dev.terrace.aws.PlainType;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.SpecReader;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;

/**
 * The name of a KMS key. {@code Ref} is the name.
 *
 * @param aliasName within {@link #prefix}
 * @param targetKeyId the key's id
 */
@AwsType("AWS::KMS::Alias")
record KmsAlias(@CreateOnly String aliasName, String targetKeyId) {
    private static final String SUFFIX = "-alias";

    /** Where all aliases of a platform begin. They have no tags, so that the name alone must tell whose they are. */
    static String prefix(Owner owner) {
        return "alias" + owner.iamPath();
    }

    /** What the alias of the key {@code name} is called within the layer. */
    static String resourceFor(String name) {
        return name + SUFFIX;
    }

    /** @param deletionPolicy that of the keys: a key that stays keeps its name */
    static ResourceType<KmsAlias> type(KmsClient kms, DeletionPolicy deletionPolicy) {
        return PlainType.of(SpecReader.of(KmsAlias.class, AliasListEntry.builder()))
                .list(_ -> kms.listAliasesPaginator().aliases().stream())
                .name((owner, alias) -> keyOf(owner, alias).map(KmsAlias::resourceFor))
                .id(AliasListEntry::aliasName)
                .deletionPolicy(deletionPolicy)
                .foreseen((_, wanted) -> new Result.Output(wanted.aliasName, Map.of()))
                .tagging((_, _) -> {})
                // It is one of ours: the prefix is the platform's own.
                .taken((key, _) -> Optional.of(key.tags()))
                .create(CreateAliasRequest::builder, (request, _, spec) -> {
                    kms.createAlias(request.build());
                    return AliasListEntry.builder().aliasName(spec.aliasName).build();
                })
                .update(
                        UpdateAliasRequest::builder,
                        (request, found, _) ->
                                kms.updateAlias(request.aliasName(found.id()).build()))
                .delete(found -> kms.deleteAlias(request -> request.aliasName(found.id())));
    }

    /** The name within the layer of the key that the alias is for; none when it is not the owner's. */
    static Optional<String> keyOf(Owner owner, AliasListEntry alias) {
        var prefix = prefix(owner);
        return Optional.of(alias.aliasName())
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()));
    }
}
