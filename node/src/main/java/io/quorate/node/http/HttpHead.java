package io.quorate.node.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;

/**
 * A request up to its body.
 *
 * @param path without the query
 * @param local the address of this machine that the client connected to
 */
public record HttpHead(HttpMethod method, String path, HttpHeaders headers, InetAddress local) {}
