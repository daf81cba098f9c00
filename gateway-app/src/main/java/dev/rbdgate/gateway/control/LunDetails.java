package dev.rbdgate.gateway.control;

import dev.rbdgate.config.LunMapping;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A LUN as it is now.
 *
 * @param sizeBytes capacity of its image; empty while NOT READY
 * @param problem why it is NOT READY
 */
public record LunDetails(LunMapping lun, OptionalLong sizeBytes, Optional<UnitProblem> problem) {

    static LunDetails of(LunMapping lun, Units units) {
        return new LunDetails(lun, units.sizeBytes(lun.naa()), units.problem(lun.naa()));
    }

    public boolean ready() {
        return sizeBytes.isPresent();
    }
}
