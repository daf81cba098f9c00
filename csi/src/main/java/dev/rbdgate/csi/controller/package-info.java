/** The Controller service: volumes and snapshots on a gateway, and who may reach them. */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.csi.controller;
