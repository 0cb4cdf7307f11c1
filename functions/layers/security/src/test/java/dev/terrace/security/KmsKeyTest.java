package dev.terrace.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.aws.FakeClient;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;

class KmsKeyTest {
    private static final Owner OWNER = new Owner("shop", "security", Map.of());
    private static final KmsKey SPEC = new KmsKey("data of shop", true, false, new Json("{}"));

    private static final Found<KmsKey> FOUND = Found.ready("data", "ours", SPEC);

    @Test
    void a_key_whose_policy_hides_its_tags_is_somebody_elses_and_does_not_hinder() {
        var created = create("AccessDeniedException");

        assertThat(created.id()).isEqualTo("new");
    }

    @Test
    void tags_that_could_not_be_read_for_another_reason_are_no_licence_for_a_second_key() {
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> create("KMSInternalException"));
    }

    @Test
    void a_second_attempt_to_delete_a_key_finds_it_waiting_for_its_deletion() {
        assertThat(whoseStateIs(KeyState.PENDING_DELETION).delete(FOUND)).isTrue();
        assertThatExceptionOfType(KmsInvalidStateException.class)
                .isThrownBy(() -> whoseStateIs(KeyState.UNAVAILABLE).delete(FOUND));
    }

    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "ENABLED"})
    void a_second_attempt_to_take_a_key_back_finds_it_taken_back(KeyState taken) {
        assertThatCode(() -> takeBack(whoseStateIs(taken))).doesNotThrowAnyException();
        assertThatExceptionOfType(KmsInvalidStateException.class)
                .isThrownBy(() -> takeBack(whoseStateIs(KeyState.PENDING_DELETION)));
    }

    private static void takeBack(ResourceType<KmsKey> type) {
        var waiting = new Found<>("data", "ours", SPEC, State.RECOVERABLE, Map.of());
        type.update(OWNER.key("data"), waiting, SPEC, Set.of());
    }

    /** A key that KMS takes into no other state, as one that is in the asked one already. */
    private static ResourceType<KmsKey> whoseStateIs(KeyState state) {
        var refusal = KmsInvalidStateException.builder()
                .message("arn:ours is " + state)
                .build();
        var kms = new FakeClient<>(KmsClient.class)
                .on(ScheduleKeyDeletionRequest.class, _ -> {
                    throw refusal;
                })
                .on(CancelKeyDeletionRequest.class, _ -> {
                    throw refusal;
                })
                .on(DescribeKeyRequest.class, _ -> DescribeKeyResponse.builder()
                        .keyMetadata(key -> key.keyId("ours").keyState(state))
                        .build());
        return KmsKey.type(kms.client(), null, DeletionPolicy.DELETE);
    }

    private static Found<KmsKey> create(String refusal) {
        return KmsKey.type(kmsOfAnother(refusal), null, DeletionPolicy.DELETE).create(OWNER.key("data"), SPEC);
    }

    /**
     * A KMS with one key, without an alias.
     *
     * @param refusal why it does not tell the key's tags
     */
    private static KmsClient kmsOfAnother(String refusal) {
        return new FakeClient<>(KmsClient.class)
                .on(
                        ListAliasesRequest.class,
                        _ -> ListAliasesResponse.builder().truncated(false).build())
                .on(ListKeysRequest.class, _ -> ListKeysResponse.builder()
                        .keys(KeyListEntry.builder().keyId("theirs").build())
                        .truncated(false)
                        .build())
                .on(ListResourceTagsRequest.class, _ -> {
                    throw KmsException.builder()
                            .awsErrorDetails(AwsErrorDetails.builder()
                                    .serviceName("Kms")
                                    .errorCode(refusal)
                                    .errorMessage("no")
                                    .build())
                            .build();
                })
                .on(CreateKeyRequest.class, _ -> CreateKeyResponse.builder()
                        .keyMetadata(key -> key.keyId("new").arn("arn:new").keyState(KeyState.ENABLED))
                        .build())
                .client();
    }
}
