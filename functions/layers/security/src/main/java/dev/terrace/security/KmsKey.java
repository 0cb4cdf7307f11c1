package dev.terrace.security;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/**
 * A symmetric KMS key. {@code Ref} is its id; {@code Arn} an attribute.
 *
 * <p>One that waits for its deletion is taken back while it can be: what is encrypted by it, a snapshot or a whole cluster, can be read
 * again then, which no new key could do.
 *
 * @param enableKeyRotation whether KMS makes new key material every year
 */
@AwsType("AWS::KMS::Key")
record KmsKey(String description, boolean enabled, boolean enableKeyRotation, Json keyPolicy) {

    static final class Type implements ResourceType<KmsKey> {
        /** The longest that KMS offers: what was encrypted is lost with the key. */
        private static final int PENDING_WINDOW_DAYS = 30;

        private final KmsClient kms;
        private final ResourceGroupsTaggingApiClient tagging;
        private final DeletionPolicy deletionPolicy;

        Type(KmsClient kms, ResourceGroupsTaggingApiClient tagging, DeletionPolicy deletionPolicy) {
            this.kms = kms;
            this.tagging = tagging;
            this.deletionPolicy = deletionPolicy;
        }

        @Override
        public Class<KmsKey> spec() {
            return KmsKey.class;
        }

        @Override
        public DeletionPolicy deletionPolicy() {
            return deletionPolicy;
        }

        /**
         * KMS itself can only be asked for all keys, and then for the tags of each; so the keys are found by the index of tags,
         * in one call. What they are like takes three calls per key, for which KMS has no other way.
         */
        @Override
        public List<Found<KmsKey>> find(Owner owner) {
            var filters = owner.ownershipTags().entrySet().stream()
                    .map(tag -> TagFilter.builder()
                            .key(tag.getKey())
                            .values(tag.getValue())
                            .build())
                    .toList();
            var tagged = tagging.getResourcesPaginator(
                            request -> request.resourceTypeFilters("kms:key").tagFilters(filters))
                    .resourceTagMappingList();
            var found = new ArrayList<Found<KmsKey>>();
            var waiting = new HashMap<String, KeyMetadata>();
            for (var key : tagged) {
                var tags = Tags.from(key.tags(), tag -> tag.key(), tag -> tag.value());
                var name = Tags.nameFor(owner, tags);
                if (name.isPresent()) {
                    describe(key.resourceARN()).ifPresent(described -> {
                        var its = name.get().isEmpty() ? nameByAlias(owner, described.keyId()) : name.get();
                        if (isAlive(described)) {
                            found.add(read(owner.key(its), described));
                        } else {
                            waiting.merge(its, described, Type::later);
                        }
                    });
                }
            }
            waiting.forEach((name, key) -> found.add(read(owner.key(name), key)));
            return found;
        }

        /** The key, unless the index of tags still lists what is gone. */
        private Optional<KeyMetadata> describe(String arn) {
            try {
                return Optional.of(
                        kms.describeKey(request -> request.keyId(arn)).keyMetadata());
            } catch (NotFoundException _) {
                return Optional.empty();
            }
        }

        private static boolean isAlive(KeyMetadata key) {
            return key.keyState() != KeyState.PENDING_DELETION;
        }

        private static KeyMetadata later(KeyMetadata one, KeyMetadata other) {
            return one.deletionDate().isAfter(other.deletionDate()) ? one : other;
        }

        /** What a key is that lost the tag which says so: its alias says it too. */
        private String nameByAlias(Owner owner, String id) {
            var prefix = KmsAlias.prefix(owner);
            return kms.listAliasesPaginator(request -> request.keyId(id)).aliases().stream()
                    .map(AliasListEntry::aliasName)
                    .filter(alias -> alias.startsWith(prefix))
                    .map(alias -> alias.substring(prefix.length()))
                    .findFirst()
                    .orElse("");
        }

        private Found<KmsKey> read(Key key, KeyMetadata described) {
            var arn = described.arn();
            try {
                var policy = kms.getKeyPolicy(request -> request.keyId(arn)).policy();
                var rotates =
                        kms.getKeyRotationStatus(request -> request.keyId(arn)).keyRotationEnabled();
                var spec = new KmsKey(described.description(), described.enabled(), rotates, new Json(policy));
                return found(key.name(), described, spec);
            } catch (NotFoundException _) {
                // It was described a moment ago, so that it is new.
                throw AwsProblems.notListedYet(key);
            }
        }

        static Found<KmsKey> found(String name, KeyMetadata key, KmsKey spec) {
            var state =
                    switch (key.keyState()) {
                        case ENABLED, DISABLED -> State.READY;
                        case CREATING, UPDATING -> State.PENDING;
                        case PENDING_DELETION -> State.RECOVERABLE;
                        default -> State.FAILED;
                    };
            var reason = state == State.FAILED ? "KMS says " + key.keyStateAsString() : "";
            return new Found<>(name, key.keyId(), spec, state, attributes(key), reason);
        }

        private static Map<String, String> attributes(KeyMetadata key) {
            return Map.of("Arn", key.arn());
        }

        @Override
        public Found<KmsKey> create(Key key, KmsKey spec) {
            if (wasMadeBefore(key)) {
                throw AwsProblems.notListedYet(key);
            }
            var created = kms.createKey(request -> request.description(spec.description())
                            .policy(spec.keyPolicy().text())
                            .tags(Tags.to(
                                    key.tags(),
                                    (k, v) ->
                                            Tag.builder().tagKey(k).tagValue(v).build())))
                    .keyMetadata();
            var found = found(key.name(), created, spec);
            if (spec.enableKeyRotation()) {
                try {
                    kms.enableKeyRotation(request -> request.keyId(created.keyId()));
                } catch (NotFoundException _) {
                    // The key is there: the next look sees that it does not rotate yet.
                    return found.pending();
                }
            }
            return found;
        }

        /**
         * Whether the key is there, although the index of tags does not show it: it lags behind by seconds, in which a run may
         * have crashed, and a key has no name that KMS would refuse to give twice. It would have its alias, or none yet.
         */
        private boolean wasMadeBefore(Key key) {
            var own = KmsAlias.prefix(key.owner()) + key.name();
            var aliases = new HashMap<String, String>();
            kms.listAliasesPaginator().aliases().stream()
                    .filter(alias -> alias.targetKeyId() != null)
                    .forEach(alias -> aliases.merge(
                            alias.targetKeyId(), alias.aliasName(), (one, other) -> one.equals(own) ? one : other));
            return kms.listKeysPaginator().keys().stream()
                    .map(listed -> listed.keyId())
                    .filter(id -> aliases.getOrDefault(id, own).equals(own))
                    .filter(id -> key.name()
                            .equals(Tags.nameFor(key.owner(), tags(id)).orElse(null)))
                    .map(id -> kms.describeKey(request -> request.keyId(id)).keyMetadata())
                    .anyMatch(Type::isAlive);
        }

        /** A key whose policy does not let its tags be read is somebody else's. */
        private Map<String, String> tags(String id) {
            try {
                return Tags.from(
                        kms.listResourceTags(request -> request.keyId(id)).tags(), Tag::tagKey, Tag::tagValue);
            } catch (KmsException e) {
                if (AwsProblems.denied(e)) {
                    return Map.of();
                }
                throw e;
            }
        }

        @Override
        public Found<KmsKey> update(Key key, Found<KmsKey> found, KmsKey spec, Set<String> changed) {
            var id = found.id();
            if (found.state() == State.RECOVERABLE) {
                kms.cancelKeyDeletion(request -> request.keyId(id));
            }
            // A disabled key refuses the other changes, so it is enabled first; one that is taken back is disabled.
            if (changed.contains("enabled")) {
                kms.enableKey(request -> request.keyId(id));
            }
            if (changed.contains("description")) {
                kms.updateKeyDescription(request -> request.keyId(id).description(spec.description()));
            }
            if (changed.contains("keyPolicy")) {
                kms.putKeyPolicy(
                        request -> request.keyId(id).policy(spec.keyPolicy().text()));
            }
            if (changed.contains("enableKeyRotation")) {
                if (spec.enableKeyRotation()) {
                    kms.enableKeyRotation(request -> request.keyId(id));
                } else {
                    kms.disableKeyRotation(request -> request.keyId(id));
                }
            }
            return found.with(spec);
        }

        /** A key that waits for its deletion cannot be used any more, and costs nothing: it counts as gone. */
        @Override
        public boolean delete(Found<KmsKey> found) {
            AwsProblems.unlessGone(() -> kms.scheduleKeyDeletion(
                    request -> request.keyId(found.id()).pendingWindowInDays(PENDING_WINDOW_DAYS)));
            return true;
        }
    }
}
