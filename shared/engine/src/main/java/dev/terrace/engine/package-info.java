/**
 * The engine: resources are declared, found, compared and acted upon. It knows no AWS service and no blueprint.
 *
 * <p>Read {@link dev.terrace.engine.Layer} (what should be there), {@link dev.terrace.engine.ResourceType} (the verbs of
 * one type) and {@link dev.terrace.engine.Reconciler} (the walk that joins them), in this order.
 */
package dev.terrace.engine;
