package dev.terrace.aws;

/**
 * Where an installation of Terrace is, and all that it builds: it serves its own region. With a name, this makes the ARN of what is
 * not there yet.
 *
 * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
 * @param account the account's twelve digits
 */
public record Home(String partition, String region, String account) {

    /** The function's own: {@code AWS_PARTITION}, {@code AWS_REGION} and {@code ACCOUNT_ID} in its environment. */
    public static Home fromEnvironment() {
        return new Home(System.getenv("AWS_PARTITION"), System.getenv("AWS_REGION"), System.getenv("ACCOUNT_ID"));
    }

    /** The ARN of a resource of this region, e.g. {@code arn("ecr", "repository/shop/web")}. */
    public String arn(String service, String resource) {
        return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
    }

    /** The ARN of a policy that AWS itself manages, e.g. {@code AmazonEKSClusterPolicy}. */
    public String awsManagedPolicy(String policy) {
        return "arn:" + partition + ":iam::aws:policy/" + policy;
    }

    /** The domain in which AWS has its endpoints. */
    public String dnsSuffix() {
        return partition.equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
    }

    /** The ARN of a resource that belongs to no region: IAM's. */
    public String globalArn(String service, String resource) {
        return "arn:" + partition + ":" + service + "::" + account + ":" + resource;
    }
}
