package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.unit.UnitIdentity;

/**
 * A unit that a session sends commands to.
 *
 * @param sessionId unique since the start of the service
 * @param lun under which the unit is reached
 */
public record UnitUse(long sessionId, Nexus nexus, int lun, UnitIdentity unit) {}
