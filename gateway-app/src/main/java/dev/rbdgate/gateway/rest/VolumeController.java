package dev.rbdgate.gateway.rest;

import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.HostLines;
import dev.rbdgate.gateway.control.UnitProblem;
import dev.rbdgate.gateway.control.VolumeAdministration;
import dev.rbdgate.gateway.control.VolumeDetails;
import dev.rbdgate.gateway.control.VolumeName;
import dev.rbdgate.gateway.control.VolumeRequest;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An image, its target, LUN and grants as one thing. */
@RestController
@RequestMapping(Answers.BASE + "/volumes")
class VolumeController {

    private final VolumeAdministration volumes;

    VolumeController(Gateway gateway) {
        volumes = gateway.volumes();
    }

    /**
     * A volume to be made.
     *
     * @param initiators names that are granted it; absent: nobody yet
     * @param chap without a secret: the one that the volume has already
     */
    record CreateVolume(
            @Nullable String name,
            @Nullable String pool,
            @Nullable SizeValue size,
            @Nullable List<@Nullable String> initiators,
            Bodies.@Nullable ChapBody chap) {}

    /** An initiator that is granted a volume. */
    record Host(String initiator, List<String> addresses, @Nullable String chapUser) {
        static Host of(GrantMapping grant) {
            return new Host(
                    grant.initiator(),
                    grant.addresses(),
                    grant.chap()
                            .map(ChapMapping::incoming)
                            .map(ChapMapping.Login::user)
                            .orElse(null));
        }
    }

    /** A volume. */
    record Volume(
            String name,
            String image,
            String imageId,
            @Nullable Long sizeBytes,
            String target,
            int lun,
            String naa,
            String serial,
            String state,
            @Nullable String problem,
            List<String> portals,
            List<Host> initiators,
            int sessions)
            implements Tagged {

        static Volume of(VolumeDetails volume) {
            LunMapping lun = volume.lun().lun();
            return new Volume(
                    volume.name().text(),
                    lun.image().path(),
                    lun.image().imageId(),
                    volume.lun().ready() ? (Long) volume.lun().sizeBytes().getAsLong() : null,
                    volume.target().iqn(),
                    lun.lun(),
                    lun.naa(),
                    lun.serial(),
                    volume.lun().ready() ? "ready" : "not-ready",
                    volume.lun().problem().map(UnitProblem::detail).orElse(null),
                    volume.portals(),
                    volume.target().grants().values().stream().map(Host::of).toList(),
                    volume.sessions());
        }
    }

    @GetMapping
    ListView<Volume> list(
            @RequestParam @Nullable String name,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                Filters.of(volumes.list(), Filters.named(name, it -> it.name().text())),
                Paging.of(limit, after),
                it -> it.name().text(),
                it -> Optional.of(Volume.of(it)));
    }

    @Operation(summary = "Makes image, target, LUN and grants in one step, or nothing.")
    @PostMapping
    ResponseEntity<Volume> create(@RequestBody CreateVolume body) {
        VolumeRequest request =
                new VolumeRequest(
                        new VolumeName(Bodies.required(body.name(), "name")),
                        body.pool() == null ? ImageController.DEFAULT_POOL : body.pool(),
                        Bodies.required(body.size(), "size").bytes(),
                        body.initiators() == null
                                ? List.of()
                                : Bodies.elements(body.initiators(), "initiators"),
                        Optional.ofNullable(body.chap())
                                .map(it ->
                                        new VolumeRequest.Chap(
                                                Bodies.required(it.user(), "chap.user"),
                                                Optional.ofNullable(it.secret()))));
        return Answers.created(
                volumes.create(Answers.actor(), request),
                Volume::of,
                "/volumes/{name}",
                request.name().text());
    }

    @GetMapping("/{name}")
    Volume get(@PathVariable String name) {
        return Volume.of(volumes.get(new VolumeName(name)));
    }

    @Operation(
            summary =
                    "What to type on a Linux host to use it, in sections; SECRET stands for the secret.")
    @GetMapping("/{name}/host-lines")
    ListView<HostLines.Section> hostLines(
            @PathVariable String name,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                HostLines.of(volumes.get(new VolumeName(name))),
                Paging.of(limit, after),
                HostLines.Section::title,
                Optional::of);
    }

    @Operation(summary = "Removes target, LUN, grants and image; force: although it is in use.")
    @DeleteMapping("/{name}")
    ResponseEntity<Views.Task> delete(
            @PathVariable String name, @RequestParam(defaultValue = "false") boolean force) {
        return Answers.deleted(volumes.delete(Answers.actor(), new VolumeName(name), force));
    }
}
