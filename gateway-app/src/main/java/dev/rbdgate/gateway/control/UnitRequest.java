package dev.rbdgate.gateway.control;

import dev.rbdgate.config.LunMapping;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.Optional;
import java.util.Set;

/**
 * How a unit is asked to present itself. What is empty is as the image is mapped already, else the
 * default.
 *
 * @param blockSize logical block length, 512 (default) or 4096
 * @param writeCache default true
 * @param removable default false
 * @param thinProvisioned default true
 */
public record UnitRequest(
        Optional<Integer> blockSize,
        Optional<Boolean> writeCache,
        Optional<Boolean> removable,
        Optional<Boolean> thinProvisioned) {

    /** Nothing is asked for. */
    public static final UnitRequest ANY =
            new UnitRequest(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Set<Integer> BLOCK_SIZES = Set.of(512, 4096);

    public UnitRequest {
        if (blockSize.isPresent() && !BLOCK_SIZES.contains(blockSize.get())) {
            throw RefusedException.invalid("blockSize", "the block size is 512 or 4096");
        }
    }

    UnitOptions orElse(UnitOptions others) {
        return new UnitOptions(
                blockSize.orElse(others.blockBytes()),
                writeCache.orElse(others.writeCache()),
                removable.orElse(others.removable()),
                thinProvisioned.orElse(others.thinProvisioned()));
    }

    static UnitOptions options(LunMapping lun) {
        return new UnitOptions(
                lun.blockBytes(), lun.writeCache(), lun.removable(), lun.thinProvisioned());
    }

    /**
     * Checks that an image is asked for as it is served: it is one logical unit however often it is
     * mapped.
     *
     * @param subject the image, and where it is served
     */
    static void mustAgree(UnitOptions served, UnitOptions asked, String subject) {
        if (!served.equals(asked)) {
            throw RefusedException.conflict(
                    firstDifference(served, asked), subject + " already, with " + text(served));
        }
    }

    private static String firstDifference(UnitOptions served, UnitOptions asked) {
        if (served.blockBytes() != asked.blockBytes()) {
            return "blockSize";
        }
        if (served.writeCache() != asked.writeCache()) {
            return "writeCache";
        }
        return served.removable() != asked.removable() ? "removable" : "thinProvisioned";
    }

    static String text(UnitOptions options) {
        return "blockSize %d, writeCache %s, removable %s, thinProvisioned %s"
                .formatted(
                        options.blockBytes(),
                        options.writeCache(),
                        options.removable(),
                        options.thinProvisioned());
    }
}
