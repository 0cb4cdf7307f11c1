package dev.terrace.security;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;

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

    static final class Type implements ResourceType<KmsAlias> {
        private final KmsClient kms;
        private final DeletionPolicy deletionPolicy;

        /** @param deletionPolicy that of the keys: a key that stays keeps its name */
        Type(KmsClient kms, DeletionPolicy deletionPolicy) {
            this.kms = kms;
            this.deletionPolicy = deletionPolicy;
        }

        @Override
        public Class<KmsAlias> spec() {
            return KmsAlias.class;
        }

        @Override
        public DeletionPolicy deletionPolicy() {
            return deletionPolicy;
        }

        @Override
        public List<Found<KmsAlias>> find(Owner owner) {
            var prefix = prefix(owner);
            return kms.listAliasesPaginator().aliases().stream()
                    .filter(alias -> alias.aliasName().startsWith(prefix))
                    .map(alias -> found(
                            resourceFor(alias.aliasName().substring(prefix.length())),
                            new KmsAlias(alias.aliasName(), alias.targetKeyId())))
                    .toList();
        }

        private static Found<KmsAlias> found(String name, KmsAlias spec) {
            return Found.ready(name, spec.aliasName(), spec);
        }

        @Override
        public Result.Output foreseen(Key key, KmsAlias wanted) {
            return new Result.Output(wanted.aliasName(), Map.of());
        }

        /** An alias that is there already is one of ours: the prefix is the platform's own. */
        @Override
        public Found<KmsAlias> create(Key key, KmsAlias spec) {
            try {
                kms.createAlias(request -> request.aliasName(spec.aliasName()).targetKeyId(spec.targetKeyId()));
            } catch (AlreadyExistsException _) {
                throw AwsProblems.notListedYet(key);
            }
            return found(key.name(), spec);
        }

        @Override
        public Found<KmsAlias> update(Key key, Found<KmsAlias> found, KmsAlias spec, Set<String> changed) {
            kms.updateAlias(request -> request.aliasName(found.id()).targetKeyId(spec.targetKeyId()));
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<KmsAlias> found) {
            AwsProblems.unlessGone(() -> kms.deleteAlias(request -> request.aliasName(found.id())));
            return true;
        }
    }
}
