/** What the gateway does, in plain Java: changes to the mapping, images, tasks; no Spring. */
@NullMarked
package dev.rbdgate.gateway.control;

import org.jspecify.annotations.NullMarked;
