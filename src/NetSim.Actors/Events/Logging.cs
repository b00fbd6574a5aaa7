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

/// <summary>Puts a format and its arguments together.</summary>
public interface ILogMessageFormatter
{
    string Format(string format, params object[] args);

    string Format(string format, IEnumerable<object> args);
}

public static class Logging
{
    /// <summary>The log of the actor that asks. The formatter is there for likeness; entries are formatted as string.Format does.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter? logMessageFormatter = null)
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
