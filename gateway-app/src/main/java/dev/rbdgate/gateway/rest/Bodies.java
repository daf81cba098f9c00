package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.ChapRequests;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.control.UnitRequest;
import dev.rbdgate.rbd.image.ImageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The bodies of requests. What is absent or null is for the control logic to fill in. */
final class Bodies {

    private Bodies() {}

    record CreateImage(
            @Nullable String pool,
            @Nullable String namespace,
            @Nullable String name,
            @Nullable SizeValue size,
            @Nullable SizeValue objectSize,
            @Nullable SizeValue stripeUnit,
            @Nullable Integer stripeCount,
            @Nullable List<@Nullable String> features,
            @Nullable Integer format,
            @Nullable String dataPool,
            @Nullable String from) {}

    record PatchImage(
            @Nullable SizeValue size,
            @Nullable Boolean allowShrink,
            @Nullable Boolean force,
            @Nullable String name) {}

    record PortalBody(
            @Nullable String address,
            @Nullable Integer port,
            @Nullable Integer group,
            @Nullable String advertise) {}

    record RedirectBody(
            @Nullable String address, @Nullable Integer port, @Nullable Boolean permanent) {}

    record CreateTarget(
            @Nullable String iqn,
            @Nullable String alias,
            @Nullable List<@Nullable PortalBody> portals,
            @Nullable RedirectBody redirect) {}

    /** What is absent stays; a redirection that is null is removed. */
    record PatchTarget(
            @Nullable String alias,
            @Nullable List<@Nullable PortalBody> portals,
            @Nullable RedirectChange redirect) {}

    record CreateLun(
            @Nullable String image,
            @Nullable Integer lun,
            @Nullable Boolean readOnly,
            @Nullable Integer blockSize,
            @Nullable Boolean writeCache,
            @Nullable Boolean removable,
            @Nullable Boolean thinProvisioned,
            @Nullable Boolean force,
            @Nullable LimitsChange limits) {

        UnitRequest unit() {
            return new UnitRequest(
                    Optional.ofNullable(blockSize),
                    Optional.ofNullable(writeCache),
                    Optional.ofNullable(removable),
                    Optional.ofNullable(thinProvisioned));
        }
    }

    /** What is absent stays; limits that are null are removed. */
    record PatchLun(@Nullable Boolean readOnly, @Nullable LimitsChange limits) {}

    /** The text form hides the secret. */
    record ChapBody(@Nullable String user, @Nullable String secret) {

        ChapRequests.Login login(String field) {
            return new ChapRequests.Login(
                    required(user, field + ".user"), required(secret, field + ".secret"));
        }

        @Override
        public String toString() {
            return "ChapBody[user=" + user + "]";
        }
    }

    /**
     * @param luns "all" or a list of numbers
     */
    record CreateInitiator(
            @Nullable String initiator,
            @Nullable List<@Nullable String> addresses,
            @Nullable ChapBody chap,
            @Nullable ChapBody mutualChap,
            @Nullable JsonNode luns,
            @Nullable LimitsChange limits) {}

    /** What is absent stays; limits and credentials that are null are removed. */
    record PatchInitiator(
            @Nullable List<@Nullable String> addresses,
            @Nullable ChapChange chap,
            @Nullable ChapChange mutualChap,
            @Nullable JsonNode luns,
            @Nullable LimitsChange limits) {}

    record PutDiscoveryAuth(@Nullable ChapBody chap, @Nullable ChapBody mutualChap) {}

    /** A field that must be there. */
    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw RefusedException.invalid(field, "'" + field + "' is missing");
        }
        return value;
    }

    /** The image of a path. */
    static ImageName imageName(String pool, String namespace, String name) {
        try {
            return new ImageName(pool, namespace, name);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("name", String.valueOf(e.getMessage()));
        }
    }

    /** A list without nulls. */
    static <T> List<T> elements(List<@Nullable T> list, String field) {
        ArrayList<T> elements = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            elements.add(required(list.get(i), field + "[" + i + "]"));
        }
        return elements;
    }

    static Optional<ChapRequests.Login> login(@Nullable ChapBody chap, String field) {
        return chap == null ? Optional.empty() : Optional.of(chap.login(field));
    }
}
