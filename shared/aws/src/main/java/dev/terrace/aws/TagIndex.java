package dev.terrace.aws;

import dev.terrace.engine.Owner;
import dev.terrace.mapping.ModelTags;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/**
 * AWS's index of tags: finds what a service can only be asked for all of, and then for the tags of each. It lags behind by seconds, and
 * still names what was deleted a moment ago.
 */
public final class TagIndex {
    private final ResourceGroupsTaggingApiClient tagging;

    public TagIndex(ResourceGroupsTaggingApiClient tagging) {
        this.tagging = tagging;
    }

    /**
     * The owner's resources of one type: by ARN, the name within the layer; empty where the tag with the name was taken away.
     *
     * @param type as the index calls it: {@code ecr:repository}
     */
    public Map<String, String> names(Owner owner, String type) {
        var filters = owner.ownershipTags().entrySet().stream()
                .map(tag -> TagFilter.builder()
                        .key(tag.getKey())
                        .values(tag.getValue())
                        .build())
                .toList();
        var names = new HashMap<String, String>();
        tagging.getResourcesPaginator(
                        request -> request.resourceTypeFilters(type).tagFilters(filters))
                .resourceTagMappingList()
                .forEach(resource -> Tags.nameFor(owner, ModelTags.of(resource))
                        .ifPresent(name -> names.put(resource.resourceARN(), name)));
        return names;
    }
}
