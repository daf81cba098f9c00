package dev.rbdgate.iscsi.login;

import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;

/**
 * What a normal session is logged in to.
 *
 * @param portalGroup the tag of the group that the connection came in through
 */
public record Destination(TargetDefinition target, Grant grant, int portalGroup) {}
