package dev.terrace.report;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.terrace.engine.Problem;
import java.time.Instant;

/**
 * Why a run was refused of which is known when it may begin: the platform is locked by an execution that has ended.
 *
 * @param freeAt when the platform will be free
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonTypeName("REFUSED")
public record Refusal(Problem problem, Instant freeAt) {}
