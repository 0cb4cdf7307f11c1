package dev.terrace.iam;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleDetail;

/**
 * An account's roles, as a caller sees them whose permissions are confined to {@code role/terrace/*}: it may list all of them, and
 * to ask for one that is not there is denied, since IAM does not know then that it would be on that path.
 */
final class ConfinedIam implements IamClient {
    final Map<String, Role> roles = new TreeMap<>();

    /** What is not known everywhere yet. */
    final Set<String> newborn = new HashSet<>();

    /** What even this caller may not do. */
    final Set<String> forbidden = new HashSet<>();

    private Role known(String action, String name) {
        var role = newborn.contains(name) ? null : roles.get(name);
        var path = role == null ? "/" : role.path();
        if (!path.startsWith("/terrace/") || forbidden.contains(action)) {
            throw refusal(
                    "AccessDenied", "not authorized to perform: iam:%s on resource: role%s%s", action, path, name);
        }
        return role;
    }

    private static IamException refusal(String code, String message, Object... parts) {
        return (IamException) IamException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("Iam")
                        .errorCode(code)
                        .errorMessage(message.formatted(parts))
                        .build())
                .build();
    }

    @Override
    public CreateRoleResponse createRole(CreateRoleRequest request) {
        var role = Role.builder()
                .roleName(request.roleName())
                .path(request.path())
                .arn("arn:aws:iam::111122223333:role" + request.path() + request.roleName())
                .assumeRolePolicyDocument(request.assumeRolePolicyDocument())
                .tags(request.tags())
                .build();
        if (roles.putIfAbsent(request.roleName(), role) != null) {
            throw EntityAlreadyExistsException.builder()
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("EntityAlreadyExists")
                            .errorMessage("Role with name " + request.roleName() + " already exists.")
                            .build())
                    .build();
        }
        return CreateRoleResponse.builder().role(role).build();
    }

    @Override
    public ListRolesResponse listRoles(ListRolesRequest request) {
        return ListRolesResponse.builder()
                .roles(roles.values().stream()
                        .filter(role -> !newborn.contains(role.roleName()))
                        .filter(role ->
                                request.pathPrefix() == null || role.path().startsWith(request.pathPrefix()))
                        .map(role -> role.toBuilder().tags(List.of()).build())
                        .toList())
                .isTruncated(false)
                .build();
    }

    @Override
    public GetAccountAuthorizationDetailsResponse getAccountAuthorizationDetails(
            GetAccountAuthorizationDetailsRequest request) {
        return GetAccountAuthorizationDetailsResponse.builder()
                .roleDetailList(roles.values().stream()
                        .map(role -> RoleDetail.builder()
                                .roleName(role.roleName())
                                .tags(role.tags())
                                .build())
                        .toList())
                .isTruncated(false)
                .build();
    }

    @Override
    public GetRoleResponse getRole(GetRoleRequest request) {
        return GetRoleResponse.builder()
                .role(known("GetRole", request.roleName()))
                .build();
    }

    @Override
    public DeleteRolePolicyResponse deleteRolePolicy(DeleteRolePolicyRequest request) {
        known("DeleteRolePolicy", request.roleName());
        return DeleteRolePolicyResponse.builder().build();
    }

    @Override
    public DeleteRoleResponse deleteRole(DeleteRoleRequest request) {
        roles.remove(known("DeleteRole", request.roleName()).roleName());
        return DeleteRoleResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
