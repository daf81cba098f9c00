/**
 * The whole data path in one thread: scripted initiators, the real sessions, units, images and
 * local store, on a simulated network, disk and clock. A seed decides everything, so that a failure
 * can be replayed.
 */
package dev.rbdgate.simulation;
