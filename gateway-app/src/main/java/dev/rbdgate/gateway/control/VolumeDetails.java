package dev.rbdgate.gateway.control;

import dev.rbdgate.config.TargetMapping;
import java.util.List;

/**
 * A volume as it is now: an image, the target of the same name, and the LUN between them.
 *
 * @param portals {@code host:port} where initiators find it
 * @param sessions of initiators that are logged in to its target
 */
public record VolumeDetails(
        VolumeName name,
        TargetMapping target,
        LunDetails lun,
        List<String> portals,
        int sessions) {}
