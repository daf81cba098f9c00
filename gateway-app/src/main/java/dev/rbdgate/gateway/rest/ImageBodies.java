package dev.rbdgate.gateway.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of requests about images and what belongs to them. */
final class ImageBodies {

    private ImageBodies() {}

    record CreateSnapshot(
            @Nullable String name, @JsonProperty("protected") @Nullable Boolean isProtected) {}

    record PatchSnapshot(
            @Nullable String name, @JsonProperty("protected") @Nullable Boolean isProtected) {}

    record Force(@Nullable Boolean force) {}

    record PatchFeatures(
            @Nullable List<@Nullable String> enable, @Nullable List<@Nullable String> disable) {}

    record PutMetadata(@Nullable String value) {}

    /**
     * @param deferment ISO 8601 duration; absent: may be purged at once
     */
    record MoveToTrash(@Nullable String image, @Nullable String deferment) {}

    record RestoreFromTrash(@Nullable String name) {}

    record CreateNamespace(@Nullable String pool, @Nullable String name) {}
}
