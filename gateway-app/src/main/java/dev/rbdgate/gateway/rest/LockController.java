package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.LockAdministration;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageWatcher;
import dev.rbdgate.rbd.image.LockHolder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/images/{pool}/{name}/lock")
class LockController {

    private final LockAdministration locks;

    LockController(Gateway gateway) {
        locks = gateway.locks();
    }

    /**
     * @param owner null if nobody has the lock
     */
    record Lock(@Nullable LockHolder owner, List<ImageWatcher> watchers) {}

    @GetMapping
    Lock get(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        ImageName image = Bodies.imageName(pool, namespace, name);
        return new Lock(locks.holder(image).orElse(null), locks.watchers(image));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void breakLock(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        locks.breakLock(Answers.actor(), Bodies.imageName(pool, namespace, name));
    }
}
