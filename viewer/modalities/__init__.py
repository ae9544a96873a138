"""What each modality wants: presets, value unit, corner text. One file each."""
