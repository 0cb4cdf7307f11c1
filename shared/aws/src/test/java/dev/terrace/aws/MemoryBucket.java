package dev.terrace.aws;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The blueprint bucket in memory. */
public final class MemoryBucket implements Bucket {
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    @Override
    public Optional<String> read(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    @Override
    public void write(String key, String text, String contentType) {
        texts.put(key, text);
    }

    @Override
    public String location(String key) {
        return "s3://bucket/" + key;
    }

    /** The keys that there are, and their texts. */
    public Map<String, String> texts() {
        return texts;
    }
}
