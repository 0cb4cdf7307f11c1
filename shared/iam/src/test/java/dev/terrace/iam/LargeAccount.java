package dev.terrace.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * An account with so many roles of others, and after them those of the platform shop, all alike: with one policy attached and one
 * inline.
 */
final class LargeAccount implements IamClient {
    static final String POLICY = "{\"Version\":\"2012-10-17\",\"Id\":\"a+b c\"}";

    final Map<String, Integer> calls = new ConcurrentSkipListMap<>();
    private final int others;

    /** The role from which on IAM tells no details: it takes too long for them. */
    int silentFrom = Integer.MAX_VALUE;

    private final List<String> own;
    private final Map<String, String> tags;

    LargeAccount(int others, List<String> own, Map<String, String> tags) {
        this.others = others;
        this.own = own;
        this.tags = tags;
    }

    private void count(String call) {
        calls.merge(call, 1, Integer::sum);
    }

    @Override
    public ListRolesResponse listRoles(ListRolesRequest request) {
        count("ListRoles");
        return ListRolesResponse.builder()
                .roles(own.stream()
                        .map(name -> Role.builder()
                                .roleName(name)
                                .arn("arn:aws:iam::111122223333:role/terrace/shop/" + name)
                                .assumeRolePolicyDocument(encoded())
                                .description("of the shop")
                                .maxSessionDuration(7200)
                                .build())
                        .toList())
                .build();
    }

    @Override
    public GetAccountAuthorizationDetailsResponse getAccountAuthorizationDetails(
            GetAccountAuthorizationDetailsRequest request) {
        count("GetAccountAuthorizationDetails");
        var from = request.marker() == null ? 0 : Integer.parseInt(request.marker());
        if (from >= silentFrom) {
            throw SdkClientException.create("Unable to execute HTTP request: Read timed out");
        }
        var to = Math.min(from + request.maxItems(), others + own.size());
        return GetAccountAuthorizationDetailsResponse.builder()
                .roleDetailList(IntStream.range(from, to).mapToObj(this::detail).toList())
                .isTruncated(to < others + own.size())
                .marker(to < others + own.size() ? String.valueOf(to) : null)
                .build();
    }

    private RoleDetail detail(int index) {
        return index < others
                ? RoleDetail.builder().roleName("other-" + index).build()
                : RoleDetail.builder()
                        .roleName(own.get(index - others))
                        .assumeRolePolicyDocument(encoded())
                        .attachedManagedPolicies(attached())
                        .rolePolicyList(PolicyDetail.builder()
                                .policyName("inline")
                                .policyDocument(encoded())
                                .build())
                        .tags(tags(tags))
                        .build();
    }

    @Override
    public ListRoleTagsResponse listRoleTags(ListRoleTagsRequest request) {
        count("ListRoleTags");
        return ListRoleTagsResponse.builder().tags(tags(tags)).build();
    }

    @Override
    public ListAttachedRolePoliciesResponse listAttachedRolePolicies(ListAttachedRolePoliciesRequest request) {
        count("ListAttachedRolePolicies");
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(attached())
                .isTruncated(false)
                .build();
    }

    @Override
    public ListRolePoliciesResponse listRolePolicies(ListRolePoliciesRequest request) {
        count("ListRolePolicies");
        return ListRolePoliciesResponse.builder()
                .policyNames("inline")
                .isTruncated(false)
                .build();
    }

    @Override
    public GetRolePolicyResponse getRolePolicy(GetRolePolicyRequest request) {
        count("GetRolePolicy");
        return GetRolePolicyResponse.builder().policyDocument(encoded()).build();
    }

    private static AttachedPolicy attached() {
        return AttachedPolicy.builder().policyArn("arn:aws:iam::aws:policy/A").build();
    }

    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static String encoded() {
        return URLEncoder.encode(POLICY, UTF_8);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
