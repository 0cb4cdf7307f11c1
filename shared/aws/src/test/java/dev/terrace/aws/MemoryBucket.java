package dev.terrace.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The blueprint bucket in memory. */
public final class MemoryBucket implements Bucket {
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> read(String key, int most) {
        return Optional.ofNullable(texts.get(key))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .map(bytes -> Arrays.copyOf(bytes, Math.min(bytes.length, most)));
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
