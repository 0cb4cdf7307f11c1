package dev.terrace.registry;

import dev.terrace.engine.Json;

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
        return new Json("""
                {"rules": [
                  {"rulePriority": 1, "description": "untagged images expire",
                   "selection": {
                     "tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": %d},
                   "action": {"type": "expire"}},
                  {"rulePriority": 2, "description": "the last %d tagged images stay",
                   "selection": {
                     "tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": %d},
                   "action": {"type": "expire"}}]}
                """.formatted(UNTAGGED_DAYS, images, images));
    }
}
