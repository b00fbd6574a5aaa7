using System.Globalization;

namespace NetSim.Actors;

/// <summary>Where an actor writes its log entries; they are published on the event stream.</summary>
public interface ILoggingAdapter
{
    bool IsDebugEnabled { get; }

    bool IsInfoEnabled { get; }

    bool IsWarningEnabled { get; }

    bool IsErrorEnabled { get; }

    bool IsEnabled(LogLevel logLevel);

    void Log(LogLevel logLevel, Exception? cause, string format);
}

public static class LoggingExtensions
{
    public static void Debug(this ILoggingAdapter log, string format) => Write(log, LogLevel.DebugLevel, null, format);

    public static void Debug(this ILoggingAdapter log, Exception? cause, string format) => Write(log, LogLevel.DebugLevel, cause, format);

    public static void Debug(this ILoggingAdapter log, string format, params object?[] args) => Write(log, LogLevel.DebugLevel, null, format, args);

    public static void Debug(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) => Write(log, LogLevel.DebugLevel, cause, format, args);

    public static void Info(this ILoggingAdapter log, string format) => Write(log, LogLevel.InfoLevel, null, format);

    public static void Info(this ILoggingAdapter log, Exception? cause, string format) => Write(log, LogLevel.InfoLevel, cause, format);

    public static void Info(this ILoggingAdapter log, string format, params object?[] args) => Write(log, LogLevel.InfoLevel, null, format, args);

    public static void Info(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) => Write(log, LogLevel.InfoLevel, cause, format, args);

    public static void Warning(this ILoggingAdapter log, string format) => Write(log, LogLevel.WarningLevel, null, format);

    public static void Warning(this ILoggingAdapter log, Exception? cause, string format) => Write(log, LogLevel.WarningLevel, cause, format);

    public static void Warning(this ILoggingAdapter log, string format, params object?[] args) => Write(log, LogLevel.WarningLevel, null, format, args);

    public static void Warning(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) => Write(log, LogLevel.WarningLevel, cause, format, args);

    public static void Error(this ILoggingAdapter log, string format) => Write(log, LogLevel.ErrorLevel, null, format);

    public static void Error(this ILoggingAdapter log, Exception? cause, string format) => Write(log, LogLevel.ErrorLevel, cause, format);

    public static void Error(this ILoggingAdapter log, string format, params object?[] args) => Write(log, LogLevel.ErrorLevel, null, format, args);

    public static void Error(this ILoggingAdapter log, Exception? cause, string format, params object?[] args) => Write(log, LogLevel.ErrorLevel, cause, format, args);

    private static void Write(ILoggingAdapter log, LogLevel level, Exception? cause, string format, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (!log.IsEnabled(level)) return;
        log.Log(level, cause, args.Length == 0 ? format : string.Format(CultureInfo.InvariantCulture, format, args));
    }
}

public static class Logging
{
    /// <summary>The log of the actor that asks.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new EventStreamLog(context.System.EventStream, context.Self.Path.ToString(), context.Props.Type);
    }
}

internal sealed class EventStreamLog(EventStream stream, string source, Type logClass) : ILoggingAdapter
{
    public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

    public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

    public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

    public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

    /// <summary>As with Akka.NET's default configuration.</summary>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.InfoLevel;

    public void Log(LogLevel logLevel, Exception? cause, string format) => stream.Publish(logLevel switch
    {
        LogLevel.DebugLevel => new Debug(cause, source, logClass, format),
        LogLevel.InfoLevel => new Info(cause, source, logClass, format),
        LogLevel.WarningLevel => new Warning(cause, source, logClass, format),
        _ => (LogEvent)new Error(cause, source, logClass, format),
    });
}
