package dev.terrace.security;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.TagIndex;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

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

    /** The longest that KMS offers: what was encrypted is lost with the key. */
    private static final int PENDING_WINDOW_DAYS = 30;

    private static final SpecWriter<KmsKey, CreateKeyRequest.Builder> CREATION = SpecWriter.creating(
                    KmsKey.class, CreateKeyRequest.builder())
            .to("keyPolicy", "Policy")
            .without("enabled", "enableKeyRotation");

    static ResourceType<KmsKey> type(
            KmsClient kms, ResourceGroupsTaggingApiClient tagging, DeletionPolicy deletionPolicy) {
        var keys = new Keys(kms, new TagIndex(tagging));
        var reader = SpecReader.of(KmsKey.class, KeyMetadata.builder())
                .with("enableKeyRotation", key -> kms.getKeyRotationStatus(request -> request.keyId(key.arn()))
                        .keyRotationEnabled())
                .with(
                        "keyPolicy",
                        key -> new Json(kms.getKeyPolicy(request -> request.keyId(key.arn()))
                                .policy()));
        var type = PlainType.of(reader);
        return type.find(owner -> keys.of(owner).map(named -> {
                    try {
                        return type.found(named.name(), named.key());
                    } catch (NotFoundException _) {
                        // It was described a moment ago, so that it is new.
                        throw AwsProblems.notListedYet(owner.key(named.name()));
                    }
                }))
                .id(KeyMetadata::keyId)
                .attribute("Arn", KeyMetadata::arn)
                .state(KmsKey::state)
                .reason(key -> state(key) == State.FAILED ? "KMS says " + key.keyStateAsString() : "")
                .deletionPolicy(deletionPolicy)
                .create((key, spec) -> {
                    if (keys.wasMadeBefore(key)) {
                        throw AwsProblems.notListedYet(key);
                    }
                    var created = kms.createKey(request -> ModelTags.give(CREATION.fill(request, spec), key.tags()))
                            .keyMetadata();
                    var found = type.found(key.name(), created, spec);
                    return spec.enableKeyRotation ? rotate(kms, found) : found;
                })
                .recover(found -> keys.unlessDone(
                        found.id(),
                        Set.of(KeyState.DISABLED, KeyState.ENABLED),
                        () -> kms.cancelKeyDeletion(request -> request.keyId(found.id()))))
                // A disabled key refuses the other changes, so it is enabled first; one that is taken back is disabled.
                .change("enabled", (found, _) -> kms.enableKey(request -> request.keyId(found.id())))
                .change(
                        "description",
                        (found, spec) -> kms.updateKeyDescription(
                                request -> request.keyId(found.id()).description(spec.description)))
                .change(
                        "keyPolicy",
                        (found, spec) -> kms.putKeyPolicy(
                                request -> request.keyId(found.id()).policy(spec.keyPolicy.text())))
                .change("enableKeyRotation", (found, spec) -> {
                    if (spec.enableKeyRotation) {
                        kms.enableKeyRotation(request -> request.keyId(found.id()));
                    } else {
                        kms.disableKeyRotation(request -> request.keyId(found.id()));
                    }
                })
                // A key that waits for its deletion cannot be used any more, and costs nothing: it counts as gone.
                .delete(found -> keys.unlessDone(
                        found.id(),
                        Set.of(KeyState.PENDING_DELETION),
                        () -> kms.scheduleKeyDeletion(
                                request -> request.keyId(found.id()).pendingWindowInDays(PENDING_WINDOW_DAYS))));
    }

    private static State state(KeyMetadata key) {
        return switch (key.keyState()) {
            case ENABLED, DISABLED -> State.READY;
            case CREATING, UPDATING -> State.PENDING;
            case PENDING_DELETION -> State.RECOVERABLE;
            default -> State.FAILED;
        };
    }

    private static Found<KmsKey> rotate(KmsClient kms, Found<KmsKey> found) {
        try {
            kms.enableKeyRotation(request -> request.keyId(found.id()));
            return found;
        } catch (NotFoundException _) {
            // The key is there: the next look sees that it does not rotate yet.
            return found.pending();
        }
    }

    /** The keys of KMS, and whose they are. */
    private record Keys(KmsClient kms, TagIndex index) {
        /** @param name within the layer */
        record Named(String name, KeyMetadata key) {}

        /**
         * KMS itself can only be asked for all keys, and then for the tags of each; so the keys are found by the index of tags,
         * in one call. What they are like takes three calls per key, for which KMS has no other way. Of those that wait for their
         * deletion, the last of a name counts.
         */
        Stream<Named> of(Owner owner) {
            var alive = new ArrayList<Named>();
            var waiting = new HashMap<String, KeyMetadata>();
            index.names(owner, "kms:key").forEach((arn, name) -> describe(arn).ifPresent(key -> {
                var its = name.isEmpty() ? nameByAlias(owner, key.keyId()) : name;
                if (isAlive(key)) {
                    alive.add(new Named(its, key));
                } else {
                    waiting.merge(its, key, Keys::later);
                }
            }));
            waiting.forEach((name, key) -> alive.add(new Named(name, key)));
            return alive.stream();
        }

        /** The key, unless the index of tags still lists what is gone. */
        private Optional<KeyMetadata> describe(String arn) {
            return AwsProblems.present(
                    () -> kms.describeKey(request -> request.keyId(arn)).keyMetadata());
        }

        /** Makes a call that brings a key into a state. A second attempt, after an answer that was lost, is refused: the key is in it. */
        void unlessDone(String id, Set<KeyState> states, Runnable call) {
            try {
                call.run();
            } catch (KmsInvalidStateException e) {
                var key = kms.describeKey(request -> request.keyId(id)).keyMetadata();
                if (!states.contains(key.keyState())) {
                    throw e;
                }
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
            return kms.listAliasesPaginator(request -> request.keyId(id)).aliases().stream()
                    .flatMap(alias -> KmsAlias.keyOf(owner, alias).stream())
                    .findFirst()
                    .orElse("");
        }

        /**
         * Whether the key is there, although the index of tags does not show it: it lags behind by seconds, in which a run may
         * have crashed, and a key has no name that KMS would refuse to give twice. It would have its alias, or none yet.
         */
        boolean wasMadeBefore(Key key) {
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
                    .anyMatch(Keys::isAlive);
        }

        /** A key whose policy does not let its tags be read is somebody else's. */
        private Map<String, String> tags(String id) {
            try {
                return ModelTags.of(kms.listResourceTags(request -> request.keyId(id)));
            } catch (KmsException e) {
                if (AwsProblems.denied(e)) {
                    return Map.of();
                }
                throw e;
            }
        }
    }
}
