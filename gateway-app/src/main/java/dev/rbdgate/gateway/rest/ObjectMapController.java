package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.ObjectMapAdministration;
import dev.rbdgate.rbd.image.ObjectMapCheck;
import dev.rbdgate.rbd.image.ObjectMapStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/images/{pool}/{name}/object-map")
class ObjectMapController {

    private final ObjectMapAdministration maps;

    ObjectMapController(Gateway gateway) {
        maps = gateway.objectMaps();
    }

    /** Objects that follow each other in the same state. */
    record Run(String state, long count) {}

    /**
     * @param valid whether it may be believed
     * @param states of all objects in their order
     */
    record ObjectMap(boolean valid, boolean fastDiffValid, long objects, List<Run> states) {
        static ObjectMap of(ObjectMapStates map) {
            List<Run> runs = new ArrayList<>();
            map.forEachRun((state, count) -> runs.add(new Run(text(state), count)));
            return new ObjectMap(map.valid(), map.fastDiffValid(), map.objects(), runs);
        }

        private static String text(ObjectMapStates.State state) {
            return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How the maps compare with the objects. */
    record Check(boolean clean, List<ObjectMapCheck.Report> maps) {}

    @GetMapping
    ObjectMap get(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam @Nullable String snapshot) {
        return ObjectMap.of(
                maps.states(
                        Bodies.imageName(pool, namespace, name), Optional.ofNullable(snapshot)));
    }

    @PostMapping("/check")
    Check check(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        ObjectMapCheck check = maps.check(Bodies.imageName(pool, namespace, name));
        return new Check(check.clean(), check.maps());
    }

    @PostMapping("/rebuild")
    ResponseEntity<Views.Task> rebuild(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        return Answers.accepted(
                maps.rebuild(Answers.actor(), Bodies.imageName(pool, namespace, name)));
    }
}
