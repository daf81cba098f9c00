package dev.rbdgate.gateway.watch;

import dev.rbdgate.gateway.control.Alert;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.SystemStatus;
import dev.rbdgate.gateway.control.TaskStatus;
import dev.rbdgate.gateway.events.EventFeed;
import dev.rbdgate.gateway.events.GatewayEvent;
import dev.rbdgate.iscsi.SessionInfo;
import dev.rbdgate.scsi.Nexus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares sessions, tasks and health with what they were at the look before. What comes and goes
 * between two looks is not told; a task's progress is told once a look at most, however fast it is.
 * Used by one thread.
 */
public final class StateWatcher implements Runnable {

    private final Gateway gateway;
    private final EventFeed feed;
    private Map<Long, Who> sessions;
    private Map<String, TaskStatus> tasks;
    private Health health;

    private record Health(String text, List<Alert> alerts) {}

    private record Who(String initiator, Optional<String> target) {
        static Who of(SessionInfo session) {
            return new Who(session.initiatorName(), session.nexus().map(Nexus::targetName));
        }
    }

    /** Takes the state as it is for known. */
    public StateWatcher(Gateway gateway) {
        this.gateway = gateway;
        feed = gateway.events();
        sessions = sessionsNow();
        tasks = tasksNow();
        health = healthNow();
    }

    /** Looks, and publishes what is different. */
    @Override
    public void run() {
        lookAtSessions();
        lookAtTasks();
        lookAtHealth();
    }

    private void lookAtSessions() {
        Map<Long, Who> now = sessionsNow();
        sessions.forEach((id, who) -> {
            if (!now.containsKey(id)) {
                feed.publish(moved(GatewayEvent.Move.LOGOUT, id, who));
            }
        });
        now.forEach((id, who) -> {
            if (!sessions.containsKey(id)) {
                feed.publish(moved(GatewayEvent.Move.LOGIN, id, who));
            }
        });
        sessions = now;
    }

    private static GatewayEvent moved(GatewayEvent.Move move, long id, Who who) {
        return new GatewayEvent.SessionMoved(move, id, who.initiator(), who.target());
    }

    private Map<Long, Who> sessionsNow() {
        Map<Long, Who> now = new LinkedHashMap<>();
        gateway.sessions().list().forEach(it -> now.put(it.id(), Who.of(it)));
        return now;
    }

    private void lookAtTasks() {
        Map<String, TaskStatus> now = tasksNow();
        now.forEach((id, task) -> {
            if (!task.equals(tasks.get(id))) {
                feed.publish(
                        new GatewayEvent.TaskMoved(
                                id,
                                task.kind(),
                                task.subject(),
                                task.state().name().toLowerCase(Locale.ROOT),
                                task.percent(),
                                task.error()));
            }
        });
        tasks.keySet().stream()
                .filter(id -> !now.containsKey(id))
                .forEach(id -> feed.publish(new GatewayEvent.Changed("task.delete", id)));
        tasks = now;
    }

    private Map<String, TaskStatus> tasksNow() {
        Map<String, TaskStatus> now = new LinkedHashMap<>();
        gateway.tasks().list().forEach(it -> now.put(it.id(), it));
        return now;
    }

    private void lookAtHealth() {
        Health now = healthNow();
        if (!now.equals(health)) {
            feed.publish(new GatewayEvent.HealthChanged(now.text(), now.alerts().size()));
        }
        health = now;
    }

    private Health healthNow() {
        SystemStatus.Health now = gateway.system().health();
        return new Health(now.text(), now.alerts());
    }
}
