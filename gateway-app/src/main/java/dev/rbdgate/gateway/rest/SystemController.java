package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.NetworkAddresses;
import dev.rbdgate.gateway.control.SystemStatus;
import dev.rbdgate.rbd.store.ObjectStore;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/system")
class SystemController {

    private final SystemStatus system;

    SystemController(Gateway gateway) {
        system = gateway.system();
    }

    @GetMapping
    Views.SystemView get() {
        ObjectStore.Capacity capacity = system.capacity();
        SystemStatus.Health health = system.health(capacity);
        return new Views.SystemView(
                version(),
                new Views.Store(system.storeKind(), system.storeId()),
                health.text(),
                health.alerts().stream().map(Views.AlertView::of).toList(),
                new Views.Capacity(
                        capacity.totalBytes(), capacity.usedBytes(), capacity.availableBytes()),
                system.portals().stream().map(SystemController::text).toList(),
                system.tlsPortals().stream().map(SystemController::text).toList(),
                system.pools(),
                system.targetCount(),
                system.lunCount(),
                system.sessionCount(),
                health.problems().stream().map(SystemController::problem).toList());
    }

    private static Views.Problem problem(SystemStatus.LunProblem problem) {
        return new Views.Problem(
                problem.target(),
                problem.lun(),
                problem.problem().image(),
                problem.problem().detail(),
                problem.problem().attempts(),
                problem.problem().since());
    }

    /** From the jar's manifest. */
    private static String version() {
        @Nullable String version = SystemController.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static String text(InetSocketAddress address) {
        return NetworkAddresses.bracketed(
                        NetworkAddresses.hostText(address.getAddress().getAddress()))
                + ":"
                + address.getPort();
    }
}
