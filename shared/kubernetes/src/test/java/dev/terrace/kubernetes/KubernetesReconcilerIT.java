package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Aws;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Deadline;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.iam.IamClient;

/** What a stranger's cluster does to a walk; on a real control plane. */
class KubernetesReconcilerIT {
    private static final String CLUSTER = "strange";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<Set<Class<? extends HasMetadata>>> STAGES = List.of(
            Set.of(Namespace.class),
            Set.of(ConfigMap.class),
            Set.of(Deployment.class, Service.class, HorizontalPodAutoscaler.class, Ingress.class));

    private static KubernetesClient kubernetes;
    private static int tests;

    /** Of each test its own: what one leaves behind is no other's. */
    private final String shop = "shop-" + ++tests;

    private final Owner owner = new Owner(shop, "workloads", Map.of());
    private final KubernetesReconciler reconciler = new KubernetesReconciler(kubernetes, STAGES);

    @BeforeAll
    static void makeACluster() {
        TestCloud.shared().connect();
        var aws = new Aws();
        var role = aws.client(IamClient.builder())
                .createRole(it -> it.roleName("cluster-and-nodes").assumeRolePolicyDocument("{}"))
                .role()
                .arn();
        TestCloud.settle();
        var eks = aws.client(EksClient.builder());
        eks.createCluster(it -> it.name(CLUSTER)
                .tags(Map.of(Owner.PLATFORM_TAG, CLUSTER))
                .version("1.33")
                .roleArn(role)
                .resourcesVpcConfig(vpc -> vpc.subnetIds(List.of())));
        await(() -> eks.describeCluster(it -> it.name(CLUSTER)).cluster().status() == ClusterStatus.ACTIVE);
        eks.createNodegroup(it -> it.clusterName(CLUSTER)
                .nodegroupName("general")
                .nodeRole(role)
                .subnets(List.of())
                .instanceTypes("m6i.2xlarge") // with room for the pods of all tests
                .scalingConfig(size -> size.minSize(1).desiredSize(1).maxSize(1)));
        kubernetes = ((ClusterAccess.Open) new ClusterLogin(aws).open(CLUSTER)).client();
    }

    @AfterAll
    static void deleteTheCluster() {
        var eks = new Aws().client(EksClient.builder());
        eks.deleteNodegroup(it -> it.clusterName(CLUSTER).nodegroupName("general"));
        eks.deleteCluster(it -> it.name(CLUSTER));
    }

    @BeforeEach
    @AfterEach
    void nobodyMakesLoadBalancers() {
        kubernetes
                .apps()
                .deployments()
                .inNamespace("kube-system")
                .withName("aws-load-balancer-controller")
                .delete();
    }

    // ---------------------------------------------------------------- no cluster

    @Test
    void in_a_cluster_that_failed_while_it_was_created_there_is_nothing_to_look_for() {
        TestCloud.shared().standIns().fail("CreateCluster", "never-was", "No capacity");
        var aws = new Aws();
        var eks = aws.client(EksClient.builder());
        eks.createCluster(it -> it.name("never-was")
                .tags(Map.of(Owner.PLATFORM_TAG, "never-was"))
                .version("1.33")
                .roleArn(eks.describeCluster(other -> other.name(CLUSTER))
                        .cluster()
                        .roleArn())
                .resourcesVpcConfig(vpc -> vpc.subnetIds(List.of())));
        await(() -> eks.describeCluster(it -> it.name("never-was")).cluster().status() == ClusterStatus.FAILED);

        assertThat(new ClusterLogin(aws).open("never-was")).isEqualTo(new ClusterAccess.Absent());
    }

    @Test
    void a_cluster_of_the_platforms_name_without_its_tag_is_somebody_elses() {
        var aws = new Aws();
        var eks = aws.client(EksClient.builder());
        var arn = eks.describeCluster(it -> it.name(CLUSTER)).cluster().arn();
        eks.tagResource(it -> it.resourceArn(arn).tags(Map.of(Owner.PLATFORM_TAG, "another")));
        try {
            assertThat(new ClusterLogin(aws).open(CLUSTER)).isEqualTo(new ClusterAccess.Absent());
        } finally {
            eks.tagResource(it -> it.resourceArn(arn).tags(Map.of(Owner.PLATFORM_TAG, CLUSTER)));
        }
    }

    // ---------------------------------------------------------------- what has no effect is said

    @Test
    void an_ingress_that_no_controller_serves_is_applied_with_a_note_and_has_no_address() {
        var applied = applyUntilEnded(namespace(), ingress("alb"));

        assertThat(applied.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(applied.notes())
                .singleElement()
                .asString()
                .startsWith(address("ingress-web") + ": this cluster has no AWS Load Balancer Controller")
                .contains("nothing answers at app.example.com", "https://docs.aws.amazon.com/");
        assertThat(applied.outputs().get(address("ingress-web")).attributes()).isEmpty();
    }

    @Test
    void an_ingress_is_waited_for_where_the_controller_runs() {
        controller(1);
        var applied = applyUntilEnded(namespace(), ingress("alb"));

        assertThat(applied.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(applied.notes()).isEmpty();
        assertThat(applied.outputs().get(address("ingress-web")).attributes().get("Hostname"))
                .endsWith(".elb.amazonaws.com");
    }

    @Test
    void a_controller_that_is_down_is_a_refusal() {
        controller(0);

        assertThat(refusals(apply(namespace(), ingress("alb"))))
                .containsExactly(address("ingress-web")
                        + ": no address, and no pod of the AWS Load Balancer Controller is available");
    }

    @Test
    void what_the_controller_warned_of_last_is_why_there_is_no_address() {
        controller(1);
        var declared = List.of(namespace(), ingress("of-somebody-else"));
        apply(declared);
        warn("FailedBuildModel", "couldn't auto-discover subnets, RequestID: 0b1c2d3e-aaaa, api error", "10:00:00Z");
        warn("FailedDeployModel", "AccessDenied", "09:00:00Z");

        assertThat(refusals(apply(declared)))
                .containsExactly(address("ingress-web")
                        + ": no address yet; FailedBuildModel: couldn't auto-discover subnets," + " api error");
    }

    @Test
    void an_ingress_of_the_same_load_balancer_that_is_not_declared_any_more_is_told_with_the_remedy() {
        controller(1);
        var old = inGroup("old");
        apply(namespace(), old);
        var declared = List.of(namespace(), inGroup("web"));
        apply(declared);
        warn("FailedBuildModel", "conflicting subnets: a | b", "10:00:00Z");

        assertThat(refusals(apply(declared)))
                .containsExactly(address("ingress-web")
                        + ": no address yet; FailedBuildModel: conflicting subnets: a | b; " + address("ingress-old")
                        + ", which is not declared any more, still shares its load balancer: if they do not agree,"
                        + " kubectl delete ingress -n " + shop + " old");
    }

    private HasMetadata inGroup(String name) {
        var ingress = ingress("of-somebody-else");
        ingress.getMetadata().setName(name);
        ingress.getMetadata().setAnnotations(Map.of("alb.ingress.kubernetes.io/group.name", "shop"));
        return ingress;
    }

    private void warn(String reason, String message, String time) {
        kubernetes
                .resource("""
                apiVersion: v1
                kind: Event
                metadata: {name: %s, namespace: %s}
                type: Warning
                reason: %s
                message: "%s"
                lastTimestamp: "2026-01-01T%s"
                involvedObject: {kind: Ingress, name: web, namespace: %s, uid: %s}
                """.formatted(
                        reason.toLowerCase(Locale.ROOT),
                        shop,
                        reason,
                        message,
                        time,
                        shop,
                        kubernetes.resource(ingress("alb")).get().getMetadata().getUid()))
                .create();
    }

    @Test
    void pods_that_find_no_room_are_given_up_with_what_makes_some() {
        var old = deployment("1", "old");
        old.getMetadata().setName("old");
        apply(namespace(), old);

        var beside = problem(applyUntilEnded(namespace(), tooLarge()));
        kubernetes.resource(old).delete();
        var alone = problem(applyUntilEnded(namespace(), tooLarge()));

        assertThat(beside.code()).isEqualTo("RolloutFailed");
        assertThat(beside.sentence())
                .contains("1 pod: cannot be scheduled: ", "Insufficient cpu")
                .endsWith("What is not declared any more may still take room: kubectl delete deployment -n " + shop
                        + " old. Then apply again.");
        assertThat(alone.sentence())
                .endsWith("No node has room for the new ones, and nothing adds nodes by itself: raise `min` of a node"
                        + " group on which they may run, and apply again.");
    }

    private HasMetadata tooLarge() {
        var deployment = (Deployment) deployment("1", "web");
        deployment.getSpec().setProgressDeadlineSeconds(2);
        deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .setRequests(Map.of("cpu", Quantity.parse("1000")));
        return deployment;
    }

    @Test
    void an_autoscaler_that_nobody_gives_metrics_is_a_note() {
        var applied = applyUntilEnded(namespace(), deployment("null", "web"), autoscaler());

        assertThat(applied.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(applied.notes())
                .singleElement()
                .asString()
                .startsWith(address("horizontalpodautoscaler-web") + ": no metrics-server answers in this cluster")
                .endsWith("Add metrics-server to cluster.addons; where it is there, it does not serve yet");
    }

    // ---------------------------------------------------------------- what never changes, what only one can have

    @Test
    void a_selector_that_changes_is_planned_as_a_replacement_refused_and_with_consent_done() {
        applyUntilEnded(namespace(), deployment("2", "web"));
        var changed = List.of(namespace(), deployment("2", "other"));

        var plan = plan(changed);
        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.action()).isEqualTo(Action.REPLACE);
            assertThat(change.fields())
                    .containsExactly(Change.Field.of("spec.selector.matchLabels.app", "web", "other")
                            .asCreateOnly());
        });
        assertThat(plan.notes())
                .singleElement()
                .asString()
                .startsWith("An apply refuses: " + address("deployment-web") + ": Kubernetes never changes")
                .endsWith("apply with `--replace " + address("deployment-web") + "`.");

        var refused = problem(apply(changed));
        assertThat(refused.code()).isEqualTo("ReplacementRefused");
        assertThat(refused.sentence())
                .contains("spec.selector.matchLabels.app")
                .endsWith("apply with `--replace " + address("deployment-web") + "`.");

        var allowed = Mandate.PLAIN.replacing(address("deployment-web"));
        assertThat(reconciler.plan(owner, changed, allowed).result().notes()).isEmpty();
        var run = new ArrayList<Change>();
        var replaced = untilEnded(() -> {
            var pass = reconciler.apply(owner, changed, allowed.after(run)).result();
            run.addAll(pass.changes());
            return pass;
        });
        assertThat(replaced.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(replaced.notes()).isEmpty();
        assertThat(plan(changed).changes()).isEmpty();
    }

    @Test
    void a_consent_is_to_one_replacement_and_told_where_nothing_needs_it() {
        var mandate = Mandate.PLAIN.replacing(address("deployment-web"), "workloads/mistyped", "cluster/x");
        var declared = List.of(namespace(), deployment("2", "web"));
        applyUntilEnded(namespace(), deployment("2", "web"));
        var told = List.of(
                "--replace workloads/mistyped: nothing has to be replaced there.",
                "--replace " + address("deployment-web") + ": nothing has to be replaced there.");

        assertThat(reconciler.plan(owner, declared, mandate).result().notes()).isEqualTo(told);
        assertThat(reconciler.apply(owner, declared, mandate).result().notes()).isEqualTo(told);

        var made = mandate.after(
                List.of(new Change(address("deployment-web"), "Deployment", Action.REPLACE, "", List.of())));
        assertThat(problem(reconciler
                                .apply(owner, List.of(namespace(), deployment("2", "other")), made)
                                .result())
                        .sentence())
                .contains("this run has only just created it");
    }

    @Test
    void a_replaced_deployment_keeps_as_many_pods_as_its_autoscaler_gave_it() {
        applyUntilEnded(namespace(), deployment("null", "web"), autoscaler());
        byHand(live(Deployment.class), "{\"spec\": {\"replicas\": 4}}");
        var changed = List.of(namespace(), deployment("null", "other"), autoscaler());

        untilEnded(() -> reconciler
                .apply(owner, changed, Mandate.PLAIN.replacing(address("deployment-web")))
                .result());

        assertThat(live(Deployment.class).getSpec().getReplicas()).isEqualTo(4);
    }

    /** Its declaration says 0 until a release, which says how many, and nothing after it. */
    @Test
    void a_deployment_that_declares_no_pods_gets_none_from_its_autoscaler_and_keeps_those_of_its_release() {
        apply(namespace(), deployment("0", "web"), autoscaler());
        assertThat(live(Deployment.class).getSpec().getReplicas()).isZero();
        assertThat(plan(List.of(namespace(), deployment("0", "web"), autoscaler()))
                        .changes())
                .isEmpty();

        byHand(live(Deployment.class), "{\"spec\": {\"replicas\": 4}}");
        var released = List.of(namespace(), deployment("null", "web"), autoscaler());

        assertThat(plan(released).changes()).isEmpty();
        assertThat(apply(released).changes()).isEmpty();
        assertThat(live(Deployment.class).getSpec().getReplicas()).isEqualTo(4);
    }

    /** It was to wait for the first release of another's image, and has one of its own now. */
    @Test
    void a_deployment_that_need_not_wait_any_more_begins_with_what_its_autoscaler_asks_for() {
        apply(namespace(), deployment("0", "web"), autoscaler());

        applyUntilEnded(namespace(), deployment("null", "web"), autoscaler());

        assertThat(live(Deployment.class).getSpec().getReplicas()).isPositive();
    }

    @Test
    void an_address_of_a_service_that_changes_is_a_replacement() {
        applyUntilEnded(namespace(), service(""));
        var headless = List.of(namespace(), service("clusterIP: None"));

        assertThat(plan(headless).changes()).singleElement().satisfies(change -> assertThat(change.action())
                .isEqualTo(Action.REPLACE));
        untilEnded(() -> reconciler
                .apply(owner, headless, Mandate.PLAIN.replacing(address("service-web")))
                .result());
        assertThat(live(Service.class).getSpec().getClusterIP()).isEqualTo("None");
    }

    @Test
    void an_autoscaler_that_is_taken_out_goes_before_the_replicas_are_set() {
        applyUntilEnded(namespace(), deployment("null", "web"), autoscaler());
        byHand(live(Deployment.class), "{\"spec\": {\"replicas\": 5}}");
        var fixed = List.of(namespace(), deployment("3", "web"));

        assertThat(plan(fixed).changes())
                .extracting(it -> it.action() + " " + it.resource())
                .containsExactly(
                        "DELETE " + address("horizontalpodautoscaler-web"), "UPDATE " + address("deployment-web"));
        assertThat(reconciler.planPrune(owner, fixed).result().changes()).isEmpty();

        var applied = untilEnded(() -> apply(fixed));
        assertThat(applied.unwanted()).isZero();
        assertThat(live(HorizontalPodAutoscaler.class)).isNull();
        assertThat(live(Deployment.class).getSpec().getReplicas()).isEqualTo(3);
        assertThat(plan(fixed).changes()).isEmpty();
    }

    // ---------------------------------------------------------------- what is whose

    @Test
    void what_somebody_else_made_is_left_alone_until_it_is_handed_over() {
        kubernetes.resource(namespace()).create();
        kubernetes.resource(configMap("settings", "theirs")).create();
        var declared = List.<HasMetadata>of(configMap("settings", "ours"));

        var refused = problem(apply(declared));
        assertThat(refused.code()).isEqualTo("AlreadyExists");
        assertThat(refused.message())
                .isEqualTo("There already is a ConfigMap %s/settings that Terrace did not make.".formatted(shop));
        assertThat(refused.remedy()).contains("kubectl label configmap settings -n " + shop);
        assertThat(live(ConfigMap.class).getData()).containsEntry("key", "theirs");
        assertThat(problem(plan(declared)).code()).isEqualTo("AlreadyExists");

        byHand(live(ConfigMap.class), """
                {"metadata": {"labels": {"app.kubernetes.io/managed-by": "terrace", "terrace.dev/platform": "%s",
                    "terrace.dev/layer": "workloads"}}}""".formatted(shop));
        assertThat(apply(declared).changes()).extracting(Change::action).containsExactly(Action.UPDATE);
        assertThat(live(ConfigMap.class).getData()).containsEntry("key", "ours");
    }

    @Test
    void what_another_layer_has_is_not_taken_from_it() {
        var shared = List.of(namespace());
        apply(shared);

        var refused = problem(reconciler
                .apply(new Owner(shop, "addons", Map.of()), shared, Mandate.PLAIN)
                .result());
        assertThat(refused.message())
                .isEqualTo("There already is a Namespace %1$s of layer workloads of platform %1$s.".formatted(shop));
    }

    @Test
    void labels_that_were_taken_away_by_hand_are_put_back() {
        var declared = List.of(namespace(), configMap("settings", "ours"));
        apply(declared);
        byHand(live(ConfigMap.class), """
                {"metadata": {"labels": {"app.kubernetes.io/managed-by": null, "terrace.dev/layer": null}}}""");

        assertThat(plan(declared).changes()).singleElement().satisfies(change -> assertThat(change.action())
                .isEqualTo(Action.UPDATE));
        apply(declared);
        assertThat(plan(declared).changes()).isEmpty();
    }

    @Test
    void a_field_that_another_manager_applied_is_taken_back() {
        var declared = List.of(namespace(), configMap("settings", "ours"));
        apply(declared);
        var patch = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("argocd")
                .withForce(true)
                .build();
        kubernetes.resource(configMap("settings", "theirs")).patch(patch);

        assertThat(apply(declared).changes().getFirst().fields())
                .containsExactly(Change.Field.of("data.key", "theirs", "ours"));
        assertThat(plan(declared).changes()).isEmpty();
    }

    // ---------------------------------------------------------------- what does not go

    @Test
    void a_finalizer_that_nobody_takes_away_is_named_as_what_holds_it() {
        apply(namespace(), configMap("settings", "ours"));
        byHand(live(ConfigMap.class), "{\"metadata\": {\"finalizers\": [\"example.com/slow\"]}}");
        var without = List.of(namespace());
        prune(without);

        assertThat(refusals(prune(without)))
                .containsExactly(
                        address("configmap-settings") + ": being deleted, and held by the finalizer example.com/slow,"
                                + " which only its controller takes away");
        assertThat(refusals(apply(namespace(), configMap("settings", "ours")))).hasSize(1);

        byHand(live(ConfigMap.class), "{\"metadata\": {\"finalizers\": null}}");
        assertThat(untilEnded(() -> prune(without)).outcome()).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void a_namespace_that_does_not_end_says_what_is_left_in_it() {
        apply(namespace(), configMap("settings", "ours"));
        byHand(live(ConfigMap.class), "{\"metadata\": {\"finalizers\": [\"example.com/slow\"]}}");
        prune(List.of());

        await(() -> prune(List.of()).outcome() instanceof Outcome.Pending pending
                && pending.refusals().stream().anyMatch(it -> it.contains("example.com/slow in 1 resource instances")));

        byHand(live(ConfigMap.class), "{\"metadata\": {\"finalizers\": null}}");
        assertThat(untilEnded(() -> prune(List.of())).outcome()).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void a_namespace_with_somebodys_volumes_stays_and_names_them() {
        apply(namespace());
        kubernetes.resource("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: letters, namespace: %s}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(shop)).create();

        var refused = problem(prune(List.of()));
        assertThat(refused.code()).isEqualTo("HoldsData");
        assertThat(refused.message()).contains("letters");
        assertThat(live(Namespace.class).getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void what_is_not_declared_any_more_is_counted_by_an_apply_and_deleted_by_a_prune() {
        apply(namespace(), configMap("settings", "ours"), configMap("other", "ours"));
        var without = List.of(namespace(), configMap("settings", "ours"));

        var applied = apply(without);
        assertThat(applied.changes()).isEmpty();
        assertThat(applied.unwanted()).isEqualTo(1);
        assertThat(reconciler.planPrune(owner, without).result().changes())
                .extracting(Change::resource)
                .containsExactly(address("configmap-other"));
        assertThat(untilEnded(() -> prune(without)).outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(apply(without).unwanted()).isZero();
    }

    @Test
    void objects_that_are_called_the_same_in_two_namespaces_have_an_address_each() {
        var other = shop + "-too";
        var declared = List.of(
                namespace(),
                in(other, namespace()),
                configMap("settings", "ours"),
                in(other, configMap("settings", "theirs")));

        assertThat(applyUntilEnded(declared.toArray(HasMetadata[]::new)).outcome())
                .isInstanceOf(Outcome.Done.class);
        assertThat(reconciler.planPrune(owner, List.of()).result().changes())
                .extracting(Change::resource)
                .containsExactlyInAnyOrder(
                        "workloads/namespace-" + shop,
                        "workloads/namespace-" + other,
                        "workloads/" + shop + "/configmap-settings",
                        "workloads/" + other + "/configmap-settings");

        var first = declared.subList(0, 1);
        assertThat(untilEnded(() -> prune(first)).outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(plan(declared).changes())
                .extracting(Change::resource)
                .containsExactlyInAnyOrder(
                        "workloads/namespace-" + other,
                        "workloads/" + shop + "/configmap-settings",
                        "workloads/" + other + "/configmap-settings");
    }

    private static HasMetadata in(String namespace, HasMetadata object) {
        if (object instanceof Namespace) {
            object.getMetadata().setName(namespace);
        } else {
            object.getMetadata().setNamespace(namespace);
        }
        return object;
    }

    // ---------------------------------------------------------------- what is refused, what is late

    @Test
    void a_webhook_that_is_down_is_a_refusal_that_names_it() {
        apply(namespace());
        var webhook = kubernetes.resource("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: gate}
                webhooks:
                  - name: gate.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Fail
                    clientConfig: {service: {name: gate, namespace: %s}}
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                    rules: [{apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}]
                """.formatted(shop, shop));
        webhook.create();
        try {
            await(() -> apply(namespace(), configMap("settings", "ours")).outcome() instanceof Outcome.Pending pending
                    && pending.refusals().stream().anyMatch(it -> it.contains("gate.example.com")));
        } finally {
            webhook.delete();
        }
    }

    @Test
    void no_call_is_begun_after_the_deadline_and_the_next_pass_goes_on() {
        var declared = new ArrayList<HasMetadata>(List.of(namespace()));
        for (var i = 0; i < 40; i++) {
            declared.add(configMap("settings-" + i, "ours"));
        }
        apply(namespace());
        var kinds = 6;
        var calls = 21;
        var asked = new AtomicInteger();
        Deadline deadline = () -> asked.incrementAndGet() > kinds + calls;

        var late =
                reconciler.apply(owner, declared, Mandate.PLAIN.until(deadline)).result();

        var pending = (Outcome.Pending) late.outcome();
        assertThat(pending.retryAfter()).isZero();
        assertThat(pending.refusals()).isEmpty();
        assertThat(pending.waitingFor()).allMatch(it -> it.endsWith("(out of time)"));
        // Whether an object is there is one call, to make it another.
        var made = kubernetes
                .configMaps()
                .inNamespace(shop)
                .withLabel(OwnerLabels.PLATFORM)
                .list()
                .getItems();
        assertThat(made).hasSize(late.changes().size()).hasSizeBetween(1, calls / 2);

        apply(declared);
        assertThat(plan(declared).changes()).isEmpty();
    }

    /** As the Deployments' controller does, which counts revisions in an annotation. */
    @Test
    void what_somebody_changes_while_a_plan_looks_is_not_told_as_the_plan_s_own() {
        var declared = List.of(namespace(), configMap("settings", "ours"));
        apply(declared);
        var live = kubernetes.configMaps().inNamespace(shop).withName("settings");
        live.edit(
                it -> new ConfigMapBuilder(it).withData(Map.of("key", "theirs")).build());
        var kinds = 6;
        var asked = new AtomicInteger();
        Deadline meanwhile = () -> {
            if (asked.incrementAndGet() == kinds + 1) {
                live.edit(it -> new ConfigMapBuilder(it)
                        .editMetadata()
                        .addToAnnotations("somebody.else/revision", "2")
                        .endMetadata()
                        .build());
            }
            return false;
        };

        var disturbed =
                reconciler.plan(owner, declared, Mandate.PLAIN.until(meanwhile)).result();
        asked.set(kinds + 1);
        var inPeace =
                reconciler.plan(owner, declared, Mandate.PLAIN.until(meanwhile)).result();

        assertThat(disturbed.changes()).singleElement().satisfies(change -> assertThat(change.fields())
                .extracting(Change.Field::name)
                .noneMatch(name -> name.contains("somebody.else")));
        assertThat(inPeace.changes()).isEqualTo(disturbed.changes());
        assertThat(asked).as("each kind, and one dry run").hasValue(kinds + 1 + kinds + 1);
    }

    // ---------------------------------------------------------------- what tests need

    private String address(String object) {
        return "workloads/" + shop + "/" + object;
    }

    private Result apply(HasMetadata... declared) {
        return apply(List.of(declared));
    }

    private Result apply(List<HasMetadata> declared) {
        return reconciler.apply(owner, declared, Mandate.PLAIN).result();
    }

    private Result plan(List<HasMetadata> declared) {
        return reconciler.plan(owner, declared, Mandate.PLAIN).result();
    }

    private Result applyUntilEnded(HasMetadata... declared) {
        return untilEnded(() -> apply(declared));
    }

    private Result prune(List<HasMetadata> declared) {
        return reconciler.prune(owner, declared, Deadline.NONE).result();
    }

    private static Result untilEnded(Supplier<Result> pass) {
        var results = new ArrayList<Result>();
        await(() -> {
            results.add(pass.get());
            return !(results.getLast().outcome() instanceof Outcome.Pending);
        });
        return results.getLast();
    }

    private static List<String> refusals(Result result) {
        assertThat(result.outcome()).isInstanceOf(Outcome.Pending.class);
        return ((Outcome.Pending) result.outcome()).refusals();
    }

    private static Problem problem(Result result) {
        assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) result.outcome()).problems().getFirst();
    }

    private <T extends HasMetadata> T live(Class<T> kind) {
        var all = kubernetes.resources(kind);
        return kind == Namespace.class
                ? all.withName(shop).get()
                : all.inNamespace(shop)
                        .withName(kind == ConfigMap.class ? "settings" : "web")
                        .get();
    }

    private static void byHand(HasMetadata object, String patch) {
        kubernetes.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /** Installed as its chart does it: by the label it is known. */
    private static void controller(int pods) {
        kubernetes.resource(yaml("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: aws-load-balancer-controller
                  namespace: kube-system
                  labels: {app.kubernetes.io/name: aws-load-balancer-controller}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: controller}}
                  template:
                    metadata: {labels: {app: controller}}
                    spec: {containers: [{name: controller, image: public.ecr.aws/eks/aws-load-balancer-controller}]}
                """.formatted(pods))).create();
        await(() -> Controllers.loadBalancing(kubernetes)
                == (pods > 0 ? Controllers.LoadBalancing.AVAILABLE : Controllers.LoadBalancing.UNAVAILABLE));
    }

    private HasMetadata namespace() {
        return yaml("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %s}
                """.formatted(shop));
    }

    private HasMetadata configMap(String name, String value) {
        return yaml("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: %s}
                data: {key: %s}
                """.formatted(name, shop, value));
    }

    private HasMetadata deployment(String replicas, String app) {
        return yaml("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: %s}
                spec:
                  replicas: %s
                  selector: {matchLabels: {app: %s}}
                  template:
                    metadata: {labels: {app: %s}}
                    spec: {containers: [{name: web, image: docker.io/nginx, resources: {requests: {cpu: 10m}}}]}
                """.formatted(shop, replicas, app, app));
    }

    private HasMetadata autoscaler() {
        return yaml("""
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web, namespace: %s}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  minReplicas: 2
                  maxReplicas: 6
                  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
                """.formatted(shop));
    }

    private HasMetadata service(String more) {
        return yaml("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: %s}
                spec:
                  selector: {app: web}
                  ports: [{name: http, port: 80, protocol: TCP}]
                  %s
                """.formatted(shop, more));
    }

    private HasMetadata ingress(String ingressClass) {
        return yaml("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web, namespace: %s}
                spec:
                  ingressClassName: %s
                  rules:
                    - host: app.example.com
                      http:
                        paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]
                """.formatted(shop, ingressClass));
    }

    private static HasMetadata yaml(String text) {
        return kubernetes.getKubernetesSerialization().unmarshal(text);
    }

    private static void await(BooleanSupplier condition) {
        var end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
