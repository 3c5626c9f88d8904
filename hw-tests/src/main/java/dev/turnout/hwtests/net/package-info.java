/**
 * Networks made of namespaces on one machine, for tests and the demo.
 *
 * <pre>
 *   try (Lab lab = Lab.open()) {                      all its namespaces go at the end, also when the test fails
 *       Netns box = lab.namespace("box");             a namespace with lo up
 *       Netns peer = lab.namespace("peer");
 *       lab.link(box, "eth0", peer, "eth0");          a veth pair, up, MTU 1500
 *       box.ip("addr add 192.0.2.1/24 dev eth0");     one or more iproute2 commands, in one process
 *       box.run("ping", "-c1", "192.0.2.2");          its output; an exception where it fails
 *       box.inside(() -&gt; new Socket(...));            Java code on a thread in the namespace
 *       Daemon nginx = box.start("nginx", "-c", ...); ended with the lab
 *   }
 * </pre>
 *
 * <p>{@link dev.turnout.hwtests.net.Shop} is the topology that most tests want: client, router, box and web servers.
 *
 * <p>Names hold the process's id and start time, so tests may run side by side, and {@link dev.turnout.hwtests.net.Lab}
 * removes what processes left behind that were killed.
 */
@NullMarked
package dev.turnout.hwtests.net;

import org.jspecify.annotations.NullMarked;
