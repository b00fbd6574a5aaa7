using NetSim.Simulation.Actors;
using NetSim.Simulation.Running;
using NetSim.Simulation.Telemetry.Traces;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Capturing;

/// <summary>
/// Writes what an interface sees to a file. Each has a pool of its own: an interface's frames are seen on its lane only, but two files never share.
/// </summary>
internal sealed class CaptureTap(PcapngWriter writer, string path, IRunObserver observer, BpfProgram? filter) : IFrameTap
{
    private readonly CaptureRecorder _recorder = new(writer, new RecyclingPacketPool()) { Filter = filter };
    private bool _isOver;

    public void OnFrame(Instant now, Packet frame, FrameDirection direction)
    {
        if (_isOver) return;
        CaptureDirection way = direction == FrameDirection.Receive ? CaptureDirection.Inbound : CaptureDirection.Outbound;
        try
        {
            if (_recorder.Record(0, now, frame, way) is { } captured) Journey.Await(frame, captured, direction);
            _recorder.WriteSettled(now);
        }
        catch (IOException e)
        {
            Break(e);
        }
    }

    public void Close()
    {
        if (_isOver) return;
        try
        {
            _recorder.WriteAll();
            writer.Dispose();
            _isOver = true;
        }
        catch (IOException e)
        {
            Break(e);
        }
    }

    private void Break(IOException cause)
    {
        _isOver = true;
        _recorder.Discard();
        observer.OnCaptureBroken(path, cause.Message);
        try
        {
            writer.Dispose();
        }
        catch (IOException)
        {
            // It still cannot be written on, which has just been told.
        }
    }
}
