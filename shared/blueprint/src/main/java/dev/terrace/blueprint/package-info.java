/**
 * From a blueprint's YAML to a {@link dev.terrace.platform.Platform}, or to all that is wrong with it.
 *
 * <p>{@link dev.terrace.blueprint.Blueprint#read} is the way in. A new check of form belongs into
 * {@code blueprints/blueprint.schema.json}, a new check of meaning into the list in {@code Checks}.
 */
package dev.terrace.blueprint;
