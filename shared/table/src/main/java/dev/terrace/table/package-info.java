/**
 * What AWS itself cannot tell, in one DynamoDB table: who works on a platform, what was run, which image is released.
 *
 * <p>Partition key {@code pk} is {@code platform#<name>}; sort key {@code sk} is one of
 * <ul>
 *   <li>{@code lock}: at most one execution works on a platform at a time, {@link dev.terrace.table.Locks};
 *   <li>{@code run#<time>#<id>}: the history of runs, {@link dev.terrace.table.Runs};
 *   <li>{@code release#<component>#<time>}: the history of releases, {@link dev.terrace.table.Releases};
 *   <li>{@code current#<component>}: the image that is released;
 *   <li>{@code seen#<component>#<digest>}: what became of an image, so that its event counts once.
 * </ul>
 * Items of the history carry {@code expires}, the table's TTL attribute, in epoch seconds.
 */
package dev.terrace.table;
