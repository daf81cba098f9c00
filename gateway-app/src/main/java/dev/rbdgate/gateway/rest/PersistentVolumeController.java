package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.PersistentVolumes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A LUN as objects of Kubernetes. */
@RestController
@RequestMapping(Answers.BASE + "/targets/{iqn}/luns/{lun}/persistent-volume")
class PersistentVolumeController {

    /** Instead of a file system: the volume is a block device. */
    private static final String BLOCK = "block";

    private final Gateway gateway;

    PersistentVolumeController(Gateway gateway) {
        this.gateway = gateway;
    }

    @GetMapping
    Map<String, Object> get(
            @PathVariable String iqn,
            @PathVariable int lun,
            @RequestParam @Nullable String name,
            @RequestParam(defaultValue = "default") String namespace,
            @RequestParam(defaultValue = "") List<String> portal,
            @RequestParam(defaultValue = "ext4") String fileSystem) {
        return PersistentVolumes.of(
                gateway.targets().get(iqn),
                gateway.luns().get(iqn, lun),
                new PersistentVolumes.Options(
                        Optional.ofNullable(name),
                        namespace,
                        portal,
                        Optional.of(fileSystem).filter(it -> !it.equals(BLOCK))));
    }
}
