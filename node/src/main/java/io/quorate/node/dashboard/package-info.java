/**
 * The dashboard (operations.md, Dashboard): one page that shows what a node's JSON-RPC tells, live. Its files are on the
 * class path and go out as they are: there is nothing to build, and nothing comes from elsewhere. Only names of a fixed
 * list are served, so that no path leads anywhere else; what a page shows comes from the RPC, under the RPC's own rules
 * of access. May depend on {@code node.http}.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.node.dashboard;
