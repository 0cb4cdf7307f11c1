package dev.terrace.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose resources are meant: those of one layer of one platform.
 *
 * @param platform the platform's name
 * @param layer the layer's name
 * @param tags the user's own tags, which every resource gets beside the ownership tags
 */
public record Owner(String platform, String layer, Map<String, String> tags) {
    public static final String PLATFORM_TAG = "terrace:platform";
    public static final String LAYER_TAG = "terrace:layer";
    public static final String RESOURCE_TAG = "terrace:resource";

    public Owner {
        tags = Map.copyOf(tags);
    }

    /** The key of a resource of this owner. */
    public Key key(String name) {
        return new Key(this, name);
    }

    /** The path that every IAM entity of the platform has. */
    public String iamPath() {
        return "/terrace/" + platform + "/";
    }

    /** The tags by which the layer's resources are found again, without the resource's own. */
    public Map<String, String> ownershipTags() {
        return Map.of(PLATFORM_TAG, platform, LAYER_TAG, layer);
    }

    /** The address of a resource of this layer as users see it, {@code layer/name}. */
    public String address(String name) {
        return layer + "/" + name;
    }

    /** All tags of the resource {@code name}: the user's, its {@code Name}, and the ownership. */
    Map<String, String> tagsOf(String name) {
        var all = new LinkedHashMap<>(tags);
        all.put("Name", platform + "-" + name);
        all.putAll(ownershipTags());
        all.put(RESOURCE_TAG, name);
        return all;
    }
}
