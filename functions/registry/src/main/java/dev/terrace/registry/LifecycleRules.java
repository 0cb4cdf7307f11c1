package dev.terrace.registry;

import dev.terrace.engine.Json;
import java.util.List;
import java.util.Map;

/** Which images ECR expires by itself. */
final class LifecycleRules {
    /** How long an image stays that no tag names any more; what runs is deployed by digest, and may be such a one. */
    private static final int UNTAGGED_DAYS = 14;

    private LifecycleRules() {}

    /**
     * Untagged images expire after two weeks, tagged images when there are more than {@code images} newer ones.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html">the rules</a>
     */
    static Json keep(int images) {
        return Json.of(Map.of(
                "rules",
                List.of(
                        rule(
                                1,
                                "untagged images expire",
                                Map.of(
                                        "tagStatus", "untagged",
                                        "countType", "sinceImagePushed",
                                        "countUnit", "days",
                                        "countNumber", UNTAGGED_DAYS)),
                        rule(
                                2,
                                "the last " + images + " tagged images stay",
                                Map.of(
                                        "tagStatus",
                                        "tagged",
                                        "tagPatternList",
                                        List.of("*"),
                                        "countType",
                                        "imageCountMoreThan",
                                        "countNumber",
                                        images)))));
    }

    private static Map<String, Object> rule(int priority, String description, Map<String, Object> selection) {
        return Map.of(
                "rulePriority", priority,
                "description", description,
                "selection", selection,
                "action", Map.of("type", "expire"));
    }
}
