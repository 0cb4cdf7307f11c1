package dev.terrace.iam;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * An OpenID Connect provider whose tokens IAM trusts, such as that of an EKS cluster. {@code Ref} and {@code Arn} are its ARN;
 * {@code Issuer} is its URL without the scheme, as the condition keys of a trust policy begin. IAM gets the thumbprint of the
 * issuer's certificate by itself.
 *
 * @param url the issuer, with {@code https://}
 * @param clientIdList the audiences, e.g. {@code sts.amazonaws.com}
 */
@AwsType("AWS::IAM::OIDCProvider")
public record OidcProvider(@CreateOnly String url, Set<String> clientIdList) {
    public OidcProvider {
        clientIdList = Set.copyOf(clientIdList);
    }

    public static final class Type implements ResourceType<OidcProvider> {
        private static final String SCHEME = "https://";

        private final IamClient iam;
        private final Home home;
        private final Ownership ownership;

        public Type(IamClient iam, Home home) {
            this.iam = iam;
            this.home = home;
            this.ownership = new Ownership(home);
        }

        @Override
        public Class<OidcProvider> spec() {
            return OidcProvider.class;
        }

        /** The list has no tags and no filter, so that each provider is asked; an account has one per cluster. */
        @Override
        public List<Found<OidcProvider>> find(Owner owner) {
            var found = new ArrayList<Found<OidcProvider>>();
            for (var listed : iam.listOpenIDConnectProviders().openIDConnectProviderList()) {
                try {
                    var provider =
                            iam.getOpenIDConnectProvider(request -> request.openIDConnectProviderArn(listed.arn()));
                    ownership
                            .here(provider.tags())
                            .flatMap(here -> Tags.nameFor(owner, here))
                            .ifPresent(name -> found.add(found(name, listed.arn(), specOf(provider))));
                } catch (NoSuchEntityException _) {
                    // Deleted since it was listed.
                }
            }
            return found;
        }

        /** IAM takes the URL with its scheme, and gives it back without. */
        static OidcProvider specOf(GetOpenIdConnectProviderResponse provider) {
            return new OidcProvider(SCHEME + issuer(provider.url()), Set.copyOf(provider.clientIDList()));
        }

        private static String issuer(String url) {
            return url.replaceFirst("^https?://", "");
        }

        private static Found<OidcProvider> found(String name, String arn, OidcProvider spec) {
            return Found.ready(name, arn, spec, attributes(arn, spec));
        }

        private static Map<String, String> attributes(String arn, OidcProvider spec) {
            return Map.of("Arn", arn, "Issuer", issuer(spec.url()));
        }

        /** Unless the issuer itself is not known yet. */
        @Override
        public Result.Output foreseen(Key key, OidcProvider wanted) {
            return wanted.url().startsWith(SCHEME)
                    ? new Result.Output(arn(wanted), attributes(arn(wanted), wanted))
                    : null;
        }

        private String arn(OidcProvider spec) {
            return home.globalArn("iam", "oidc-provider/" + issuer(spec.url()));
        }

        @Override
        public boolean excludes(OidcProvider wanted, OidcProvider other) {
            return wanted.url().equals(other.url());
        }

        @Override
        public Found<OidcProvider> rename(Key key, Found<OidcProvider> found) {
            tag(key, found.id());
            return found.named(key.name());
        }

        private void tag(Key key, String arn) {
            iam.tagOpenIDConnectProvider(
                    request -> request.openIDConnectProviderArn(arn).tags(ownership.tags(key)));
        }

        /**
         * An account has one provider per issuer. Whoever made it, by hand or with eksctl, made it for the very issuer that the
         * platform has declared, which for a cluster means the platform's own cluster: so one that is nobody's is taken, and goes
         * when its issuer does, since a trust that outlives its issuer is of no use to anybody.
         */
        @Override
        public Found<OidcProvider> create(Key key, OidcProvider spec) {
            try {
                var created = iam.createOpenIDConnectProvider(request -> request.url(spec.url())
                        .clientIDList(spec.clientIdList())
                        .tags(ownership.tags(key)));
                return found(key.name(), created.openIDConnectProviderArn(), spec);
            } catch (EntityAlreadyExistsException e) {
                var arn = arn(spec);
                var provider = iam.getOpenIDConnectProvider(request -> request.openIDConnectProviderArn(arn));
                if (provider.tags().stream().anyMatch(tag -> tag.key().equals(Owner.PLATFORM_TAG))) {
                    throw ownership.alreadyThere(key, provider.tags(), e);
                }
                tag(key, arn);
                return update(key, found(key.name(), arn, specOf(provider)), spec, Set.of("clientIdList"));
            }
        }

        @Override
        public Found<OidcProvider> update(Key key, Found<OidcProvider> found, OidcProvider spec, Set<String> changed) {
            for (var client : spec.clientIdList()) {
                if (!found.spec().clientIdList().contains(client)) {
                    iam.addClientIDToOpenIDConnectProvider(request ->
                            request.openIDConnectProviderArn(found.id()).clientID(client));
                }
            }
            for (var client : found.spec().clientIdList()) {
                if (!spec.clientIdList().contains(client)) {
                    iam.removeClientIDFromOpenIDConnectProvider(request ->
                            request.openIDConnectProviderArn(found.id()).clientID(client));
                }
            }
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<OidcProvider> found) {
            AwsProblems.unlessGone(
                    () -> iam.deleteOpenIDConnectProvider(request -> request.openIDConnectProviderArn(found.id())));
            return true;
        }
    }
}
