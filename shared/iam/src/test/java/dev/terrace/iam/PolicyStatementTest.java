package dev.terrace.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Json;
import org.junit.jupiter.api.Test;

class PolicyStatementTest {
    @Test
    void aTrustPolicyNamesTheServiceAndItsConditions() {
        var trust = PolicyStatement.assumedBy("vpc-flow-logs.amazonaws.com")
                .when("StringEquals", "aws:SourceAccount", "111122223333")
                .when("ArnLike", "aws:SourceArn", "arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*");

        assertThat(PolicyStatement.document(trust)).isEqualTo(new Json("""
                {"Version": "2012-10-17",
                 "Statement": [{
                   "Effect": "Allow",
                   "Action": "sts:AssumeRole",
                   "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                   "Condition": {
                     "StringEquals": {"aws:SourceAccount": "111122223333"},
                     "ArnLike": {"aws:SourceArn": "arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*"}}}]}
                """));
    }

    @Test
    void conditionsOfOneOperatorStandTogether() {
        var statement = PolicyStatement.allow("kms:CreateGrant")
                .when("StringEquals", "kms:CallerAccount", "111122223333")
                .when("StringEquals", "kms:ViaService", "rds.us-east-1.amazonaws.com");

        assertThat(PolicyStatement.document(statement).text())
                .contains("\"StringEquals\":{\"kms:CallerAccount\":\"111122223333\",\"kms:ViaService\":");
    }

    @Test
    void aStatementIsNotChangedByWhatIsMadeFromIt() {
        var statement = PolicyStatement.allow("logs:PutLogEvents");

        statement.on("*").named("Write");

        assertThat(statement.elements()).containsOnlyKeys("Effect", "Action");
    }
}
