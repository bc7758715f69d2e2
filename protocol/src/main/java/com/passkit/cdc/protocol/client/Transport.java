package com.passkit.cdc.protocol.client;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;

/**
 * How an event loop asks the operating system: Netty's native transport where its library is on the class path and
 * loads, else the JDK. All of them speak TCP and Unix domain sockets.
 */
enum Transport {
    EPOLL(EpollSocketChannel.class, EpollDomainSocketChannel.class),
    KQUEUE(KQueueSocketChannel.class, KQueueDomainSocketChannel.class),
    NIO(NioSocketChannel.class, NioDomainSocketChannel.class);

    private final Class<? extends Channel> tcpChannel;
    private final Class<? extends Channel> unixChannel;

    Transport(Class<? extends Channel> tcpChannel, Class<? extends Channel> unixChannel) {
        this.tcpChannel = tcpChannel;
        this.unixChannel = unixChannel;
    }

    /** @return the one to make event loops of on this machine */
    static Transport best() {
        if (Epoll.isAvailable()) {
            return EPOLL;
        }
        return KQueue.isAvailable() ? KQUEUE : NIO;
    }

    /** @return the one that an event loop is made of */
    static Transport of(EventLoop loop) {
        if (loop instanceof IoEventLoop io) {
            if (io.isIoType(EpollIoHandler.class)) {
                return EPOLL;
            }
            if (io.isIoType(KQueueIoHandler.class)) {
                return KQUEUE;
            }
        }
        return NIO;
    }

    IoHandlerFactory ioHandler() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case KQUEUE -> KQueueIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    Class<? extends Channel> tcpChannel() {
        return tcpChannel;
    }

    Class<? extends Channel> unixChannel() {
        return unixChannel;
    }

    SocketAddress unixAddress(Path socket) {
        return this == NIO ? UnixDomainSocketAddress.of(socket) : new DomainSocketAddress(socket.toFile());
    }
}
