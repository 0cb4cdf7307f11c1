package dev.terrace.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Json;
import org.junit.jupiter.api.Test;

class PolicyStatementTest {
    @Test
    void a_trust_policy_names_the_service_and_its_conditions() {
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
    void conditions_of_one_operator_stand_together() {
        var statement = PolicyStatement.allow("kms:CreateGrant")
                .when("StringEquals", "kms:CallerAccount", "111122223333")
                .when("StringEquals", "kms:ViaService", "rds.us-east-1.amazonaws.com");

        assertThat(PolicyStatement.document(statement).text())
                .contains("\"StringEquals\":{\"kms:CallerAccount\":\"111122223333\",\"kms:ViaService\":");
    }

    @Test
    void a_statement_is_not_changed_by_what_is_made_from_it() {
        var statement = PolicyStatement.allow("logs:PutLogEvents");

        statement.on("*").named("Write");

        assertThat(statement.elements()).containsOnlyKeys("Effect", "Action");
    }
}
